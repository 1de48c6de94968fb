import type { ValueShape } from "../model/value-shape.ts";
import type { DataObject } from "../model/world.ts";

/** What a subgraph answers for one field instead of its value. */
export type FieldFault =
  | { readonly kind: "error" }
  | { readonly kind: "null" }
  | { readonly kind: "missing" }
  | { readonly kind: "wrong"; readonly value: unknown }
  | { readonly kind: "item"; readonly index: number; readonly value: unknown }
  | { readonly kind: "typename"; readonly value: string | undefined };

/** What a subgraph answers to every request it gets, or makes of its answers to requests for entities. */
export type SubgraphFault =
  | "unreachable"
  | "empty"
  | "null-data"
  | "only-errors"
  | "text-data"
  | "short-entities"
  | "long-entities"
  | "null-entities"
  | "no-entities"
  | "text-entities";

/** A field of the data whose value is about to be answered. */
export interface FaultPlace {
  readonly parent: DataObject;
  readonly fieldName: string;
  readonly shape: ValueShape;
  readonly value: unknown;
}

/**
 * What goes wrong in a run. A fault belongs to a place of the data, not to a request, so that it strikes alike however
 * an executor divides its requests.
 */
export interface Faults {
  /** Whether subgraphs keep to the nullability of their schemas, as an honest server does. */
  readonly isHonest: boolean;
  /** Whether the reference can foretell the answer: no fault reaches what subgraphs need of each other. */
  readonly isForeseeable: boolean;
  findFieldFault(place: FaultPlace): FieldFault | null;
  /** Whether a subgraph does not know an entity. */
  isAbsent(entity: DataObject, subgraph: string): boolean;
  findSubgraphFault(subgraph: string): SubgraphFault | null;
  /** Notes a field, as `Type.field`, that a subgraph's fault reached: another plan may ask it of another subgraph. */
  noteReached(field: string): void;
  /** The faults that struck so far, each by a name that `only` takes. */
  listStruck(): readonly string[];
}

/** Nothing goes wrong. */
export const noFaults: Faults = {
  isHonest: true,
  isForeseeable: true,
  findFieldFault: () => null,
  isAbsent: () => false,
  findSubgraphFault: () => null,
  noteReached: () => undefined,
  listStruck: () => [],
};
