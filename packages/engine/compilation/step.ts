import type { FetchNode } from "@apollo/query-planner";
import type { ContextArgument } from "../planning/context-argument.ts";
import type { FetchPath } from "../planning/planned-fetch.ts";
import type { EntityRequestText } from "./entity-request-text.ts";
import type { FetchFields } from "./fetch-fields.ts";
import type { Representation } from "./representations/representation-writer.ts";
import type { RequestText } from "./request-text.ts";

/** At most one request to a subgraph: none when there is nothing to ask for, or when an event is the answer. */
export type Step = RootStep | EventStep | EntityStep;

/** What both kinds of step have. */
export interface AnyStep {
  readonly index: number;
  readonly subgraph: string;
  readonly operationName: string | undefined;
  /** Where its data goes: empty for most root fields. That of the first fetch when several were merged. */
  readonly path: FetchPath;
  /** Whether its answer may have numbers that must not be rounded. */
  readonly needsExactNumbers: boolean;
  readonly dependencies: number;
  readonly dependents: readonly number[];
}

/** A fetch of fields of a root type. */
export interface RootStep extends RootFetch {
  readonly kind: "root";
  readonly operationKind: "query" | "mutation";
}

/** The fetch of a subscription's root field: each event is an answer to it. */
export interface EventStep extends RootFetch {
  readonly kind: "event";
}

/** What asks for fields of a root type. */
export interface RootFetch extends AnyStep {
  readonly node: FetchNode;
  readonly request: RequestText;
  readonly fields: FetchFields;
}

/** A fetch of entities by their keys. */
export interface EntityStep extends AnyStep {
  readonly kind: "entities";
  readonly operationKind: "query";
  readonly parts: readonly EntityPart[];
  readonly request: EntityRequestText;
}

/** Entities that are asked for the same fields. */
export interface EntityPart {
  readonly sources: readonly EntitySource[];
  readonly contextArguments: readonly ContextArgument[];
}

/** One fetch of the plan. */
export interface EntitySource {
  readonly node: FetchNode;
  readonly path: FetchPath;
  /** Whether places with the same entity may share the objects inside it, as no other fetch writes into them. */
  readonly sharesObjects: boolean;
  /** What the fetch does for objects of a type; null when it is not for them. */
  findType(typename: unknown): EntityType | null;
}

/** What a fetch does for the objects of one type. */
export interface EntityType {
  readonly representation: Representation;
  /** The fields that an object of the type waits for. */
  readonly fields: FetchFields;
  /** The fields of an entity by its own `__typename`; of its object, only an interface may be known. */
  findFields(typename: unknown): FetchFields;
}
