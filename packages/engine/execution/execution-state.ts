import type { GraphQLFormattedError } from "graphql";
import type { DataObject } from "../data-object.ts";
import type { VerbatimAnswer } from "../subgraph-transport.ts";

/** Why a fetch brought no data: an error without a path. */
export type Failure = Pick<GraphQLFormattedError, "message" | "extensions">;

/** What one execution has gathered so far. */
export interface ExecutionState {
  /** The merged answers of subgraphs, before completion. */
  readonly data: DataObject;
  /** A subgraph's answer that is the client's response word for word; then nothing else counts. */
  verbatim: VerbatimAnswer | null;
  /** Whether no text in the data needs escaping. */
  isClean: boolean;
  readonly errors: GraphQLFormattedError[];
  /** Objects that may lack fields without an error of their own. */
  readonly explained: Set<object>;
  /** Objects that a fetch left without data, and why: fetches that need this data fail for the same reason. */
  readonly failures: Map<object, Failure>;
}

/** The state of an execution that has fetched nothing. */
export function createExecutionState(): ExecutionState {
  return { data: {}, verbatim: null, isClean: true, errors: [], explained: new Set(), failures: new Map() };
}
