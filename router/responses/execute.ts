import type { FastifyBaseLogger } from "fastify";
import type { EngineOperation, EngineResponse, ExecutionObserver } from "../../packages/engine/engine.ts";
import type { RequestSender } from "../../packages/identity/request-owner.ts";
import type { RequestSummary } from "../../packages/server/http/request-log.ts";
import type { PlanningTurn } from "../limits/planning-turns.ts";
import type { FetchContext } from "../transport/subgraph-client.ts";

/** A request, as the engine, the cache and the sharing need to know it. */
export interface ExecutionContext extends FetchContext, RequestSender {
  readonly clientAddress: string;
  readonly log: FastifyBaseLogger;
  readonly summary: RequestSummary;
  /** The turn in which the operation may be planned; null: it waits for one if it is not planned yet. */
  readonly planningTurn: PlanningTurn | null;
}

/** Executes operations, or stands before the function that does. */
export type Execute<Response extends EngineResponse = EngineResponse> = (
  operation: EngineOperation,
  context: ExecutionContext,
  observer?: ExecutionObserver,
) => Promise<Response>;
