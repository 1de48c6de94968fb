import type { QueryPlan } from "@apollo/query-planner";
import type { DocumentNode, GraphQLFormattedError, GraphQLSchema } from "graphql";
import type { CacheCounts } from "./bounded-cache.ts";
import type { FetchObserver } from "./fetch-observer.ts";
import type { SubgraphTransport } from "./subgraph-transport.ts";

/** What an engine is made of. */
export interface EngineOptions<Context> {
  readonly supergraphSdl: string;
  readonly transport: SubgraphTransport<Context>;
  /** Whether entity fetches to this subgraph, at the same depth of a query, go in one request; yes by default. */
  readonly mergesEntityFetches?: (subgraph: string) => boolean;
  /** How many compiled operations are kept. */
  readonly maximumOperations?: number;
  /** Decides about a label of `@override(label:)` for an operation; by default `percent(5)` is on for 5 in a hundred. */
  readonly isOverridden?: (label: string, context: Context) => boolean;
  /** Decides when an operation that is not known yet is planned, which holds up everything else; by default at once. */
  readonly schedulePlanning?: SchedulePlanning<Context>;
}

/** Runs `plan` when it is its turn. @throws where there is no turn: then nothing is executed */
export type SchedulePlanning<Context> = <Result>(context: Context, plan: () => Result) => Promise<Result>;

/** Executes operations over the subgraphs of one supergraph. */
export interface Engine<Context> {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** The subgraphs, each with the URL that the supergraph has for it. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Compiles an operation ahead of its first request; one that cannot be is left for that request to find out. */
  prepare(operation: EngineOperation): void;
  /** How often a plan was there, or had to be made; that of an operation prepared ahead counts as made. */
  countPlans(): CacheCounts;
  /**
   * An operation that cannot be executed at all is answered with `data: null` and the errors that say why.
   * Rejects with a defect's error, and with a PlanningError when an operation is beyond the planner.
   */
  execute(
    operation: EngineOperation,
    context: Context,
    observer?: ExecutionObserver,
  ): Promise<EngineResponse>;
}

/** One request for an operation. */
export interface EngineOperation {
  /** Valid against the API schema. */
  readonly document: DocumentNode;
  readonly operationName: string | null;
  /** As the client sent them: they are coerced here, and defaults are left to the subgraphs. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Identifies document, name and what the caller may see. */
  readonly cacheKey: string;
}

/** The answer to an operation. */
export interface EngineResponse {
  /** The JSON text of `data`; null when nothing was executed, so that the answer has no `data` (GraphQL §7.1). */
  readonly data: string | null;
  readonly errors: readonly GraphQLFormattedError[];
  /** The whole response in JSON, where a subgraph has given it word for word. */
  readonly bytes?: Uint8Array;
}

/** Watches one execution; nothing is done for one that nobody watches. */
export interface ExecutionObserver extends FetchObserver {
  planned?(plan: QueryPlan): void;
}
