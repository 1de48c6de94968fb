import type { FetchNode } from "@apollo/query-planner";
import type { ContextArgument } from "../planning/context-argument.ts";
import type { FetchPath } from "../planning/planned-fetch.ts";
import type { EntityRequestText } from "./entity-request-text.ts";
import type { FetchKey } from "./fetch-keys.ts";
import type { Representation } from "./representations/representation-writer.ts";
import type { DataRewriter } from "./representations/rewrite-data.ts";
import type { RequestText } from "./request-text.ts";

/** One request to a subgraph, or none when there is nothing to ask for. */
export type Step = RootStep | EntityStep;

interface AnyStep {
  readonly index: number;
  readonly subgraph: string;
  readonly operationName: string | undefined;
  /** Whether its answer may have numbers that must not be rounded. */
  readonly needsExactNumbers: boolean;
  /** How many steps have to be done before. */
  readonly dependencies: number;
  /** The indexes of the steps that wait for this one. */
  readonly dependents: readonly number[];
}

/** A fetch of fields of a root type. */
export interface RootStep extends AnyStep {
  readonly kind: "root";
  readonly operationKind: "query" | "mutation";
  readonly node: FetchNode;
  /** Where the root type stands in the data: at the top, but for fields that return a root type. */
  readonly path: FetchPath;
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

/** Entities of which the same is asked. */
export interface EntityPart {
  readonly sources: readonly EntitySource[];
  readonly contextArguments: readonly ContextArgument[];
}

/** One fetch of the plan. */
export interface EntitySource {
  readonly node: FetchNode;
  /** Where the entities stand in the data. */
  readonly path: FetchPath;
  /** Whether places with the same entity may share the objects inside it: nobody writes them but this fetch. */
  readonly sharesObjects: boolean;
  /** What the fetch does for objects of a type; null when it is not for them. */
  findType(typename: unknown): EntityType | null;
}

/** What a fetch does for the objects of one type. */
export interface EntityType {
  readonly representation: Representation;
  /** The fields that an object of the type waits for. */
  readonly fields: FetchFields;
  /**
   * The fields that an entity has which calls itself this: where the object is known by an interface only, for want
   * of a subgraph that knows more, the entity may be of any type that implements it.
   */
  findFields(typename: unknown): FetchFields;
}

/** The fields at the top of a fetch. */
export interface FetchFields {
  /** Their keys in the data. */
  readonly keys: readonly FetchKey[];
  /** The names of those that the fetch is made for: the name of a type alone is not worth an error. */
  readonly names: readonly string[];
  /** Whether there are objects or lists among them. */
  readonly hasObjects: boolean;
  /** Changes the answer's keys to those of the data. */
  readonly rewrite: DataRewriter | null;
  /** The data's keys for those keys that the rewriting changes. */
  readonly dataKeys: ReadonlyMap<string, string>;
}
