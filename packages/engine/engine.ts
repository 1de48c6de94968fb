import type { QueryPlan } from "@apollo/query-planner";
import type { DocumentNode, GraphQLFormattedError, GraphQLSchema } from "graphql";
import type { CacheCounts } from "./bounded-cache.ts";
import type { DeferredFetches } from "./compilation/delivery-plan.ts";
import type { FetchObserver } from "./fetch-observer.ts";
import type { SubgraphResponse, SubgraphTransport } from "./subgraph-transport.ts";

/** What an engine needs. */
export interface EngineOptions<Context> {
  readonly supergraphSdl: string;
  readonly transport: SubgraphTransport<Context>;
  /** Whether entity fetches to this subgraph at the same depth of a query go in one request; yes by default. */
  readonly mergesEntityFetches?: (subgraph: string) => boolean;
  /** How many compiled operations are kept; `DEFAULT_MAXIMUM_OPERATIONS` by default. */
  readonly maximumOperations?: number;
  /** Whether a label of `@override(label:)` is on for an operation; by default `percent(5)` is for 5 in a hundred. */
  readonly isOverridden?: (label: string, context: Context) => boolean;
  /** Decides when a new operation is planned, which blocks the event loop; by default at once. */
  readonly schedulePlanning?: SchedulePlanning<Context>;
  /** Whether the API schema has `@defer`, so that clients may ask for answers in parts; no by default. */
  readonly declaresDefer?: boolean;
}

/** Runs `plan` in its turn. @throws when it gets no turn: then nothing is executed */
export type SchedulePlanning<Context> = <Result>(context: Context, plan: () => Result) => Promise<Result>;

/** Executes operations over the subgraphs of one supergraph. */
export interface Engine<Context> {
  readonly apiSchema: GraphQLSchema;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Compiles an operation ahead of its first request; if that fails, the first request gets the error. */
  prepare(operation: EngineOperation): void;
  /** How often a plan was found, and how often it was made; preparing ahead counts as made. */
  countPlans(): CacheCounts;
  /**
   * If the operation cannot be executed at all, the response has `data: null` and errors that say why. Rejects with a
   * PlanningError when the planner finds no plan, and with any error that is a defect.
   */
  execute(operation: EngineOperation, context: Context, observer?: ExecutionObserver): Promise<EngineResponse>;
  /**
   * Compiles a subscription. Nothing is sent: the caller asks the subgraph, and has each event executed. If the operation
   * cannot be executed at all, a response without data says why. Rejects as `execute` does.
   */
  subscribe(operation: EngineOperation, context: Context): Promise<EngineSubscription<Context> | EngineResponse>;
}

/** One request for an operation. */
export interface EngineOperation {
  /** Valid against the API schema. */
  readonly document: DocumentNode;
  readonly operationName: string | null;
  /** As the client sent them: the engine coerces them, and leaves defaults to the subgraphs. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Identifies the document, the operation's name and what the caller may see. */
  readonly cacheKey: string;
  /** Whether the client takes an answer in parts. Otherwise `@defer` has no effect: the answer is whole. */
  readonly mayDefer?: boolean;
}

/** A subscription that can be asked of its subgraph (GraphQL specification §6.2.3). */
export interface EngineSubscription<Context> {
  readonly subgraph: string;
  /** The complete GraphQL-over-HTTP request for the subgraph, in JSON. */
  readonly body: string;
  readonly operationName: string | undefined;
  /** Parses the JSON of an event when its numbers must not be rounded; without it, `JSON.parse` will do. */
  readonly parse?: ((event: string) => unknown) | undefined;
  /**
   * Fetches what other subgraphs have for an event, and writes the response. The engine owns the data of the event and
   * changes it in place.
   */
  executeEvent(event: SubgraphResponse, context: Context, observer?: ExecutionObserver): Promise<EngineResponse>;
}

/** The response to an operation. */
export interface EngineResponse {
  /** The JSON text of `data`; null when nothing was executed, so that the response has no `data` (GraphQL §7.1). */
  readonly data: string | null;
  readonly errors: readonly GraphQLFormattedError[];
  /** The JSON of the whole response, if it is a subgraph's answer word for word. */
  readonly bytes?: Uint8Array;
  /** The parts that `deferred` brings, as far as they are known by now. */
  readonly pending?: readonly PendingPart[];
  /**
   * What follows this first part of the answer; absent when nothing does. Even if something fails, it ends after a
   * delivery without `hasNext`; if the failure is a defect, it rejects after that. Its `return()` stops it.
   */
  readonly deferred?: AsyncIterable<DeferredDelivery>;
}

/** The fields of one deferred fragment for one object (https://github.com/graphql/graphql-spec/pull/1110). */
export interface PendingPart {
  /** Unique in its answer. */
  readonly id: string;
  /** The path of the object. */
  readonly path: readonly (string | number)[];
  readonly label?: string;
}

/** Parts that became ready at the same time. */
export interface DeferredDelivery {
  /** Parts that become known by this delivery: of fragments inside those that it brings. */
  readonly pending: readonly PendingPart[];
  readonly incremental: readonly IncrementalData[];
  readonly completed: readonly { readonly id: string }[];
  /** Whether another delivery follows. */
  readonly hasNext: boolean;
}

/** Fields for an object that the client has already. */
export interface IncrementalData {
  /** The pending part that the fields belong to. */
  readonly id: string;
  /** The path from the part's object to the object that gets the fields. */
  readonly subPath: readonly (string | number)[];
  /** The JSON text of the fields; null when a null has propagated through the whole part. */
  readonly data: string | null;
  /** With paths from the root of the answer. */
  readonly errors: readonly GraphQLFormattedError[];
}

/** Watches one execution. */
export interface ExecutionObserver extends FetchObserver {
  /** @param deferred the fetches that only later parts of the answer wait for; absent when the answer is whole */
  planned?(plan: QueryPlan, deferred?: DeferredFetches): void;
}
