import type { GraphQLFormattedError } from "graphql";
import type { DataObject } from "../compilation/representations/representation-writer.ts";
import type { VerbatimAnswer } from "../subgraph-transport.ts";

/** Why a fetch brought no data: an error without a place. */
export type Failure = Pick<GraphQLFormattedError, "message" | "extensions">;

/** What one execution has gathered so far. */
export interface ExecutionState {
  /** The merged answers of subgraphs, before completion. */
  readonly data: DataObject;
  /** What a subgraph has given word for word as the client is to have it; then nothing else counts. */
  verbatim: VerbatimAnswer | null;
  /** Whether no text in the data needs escaping. */
  isClean: boolean;
  readonly errors: GraphQLFormattedError[];
  /** Objects in which fields may be missing without an error of their own. */
  readonly explained: Set<object>;
  /** Objects that a fetch left without data, and why: what needs this data cannot be fetched either. */
  readonly failures: Map<object, Failure>;
}

/** The state of an execution that has fetched nothing. */
export function createExecutionState(): ExecutionState {
  return { data: {}, verbatim: null, isClean: true, errors: [], explained: new Set(), failures: new Map() };
}
