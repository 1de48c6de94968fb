import type { FastifyBaseLogger } from "fastify";
import type { EngineOperation, EngineResponse, ExecutionObserver } from "../../packages/engine/engine.ts";
import type { RequestSender } from "../../packages/identity/request-owner.ts";
import type { RequestSummary } from "../../packages/server/http/request-log.ts";
import type { AnswerHeaders } from "../header-rules/answer-headers.ts";
import type { ForwardedHeaders } from "../header-rules/forward-headers.ts";
import type { PlanningTurn } from "../limits/planning-turns.ts";
import type { FetchContext } from "../transport/subgraph-client.ts";

/** A request, as the engine, the cache and the sharing need to know it. */
export interface ExecutionContext extends FetchContext, RequestSender {
  readonly clientAddress: string;
  readonly forwarded?: ForwardedHeaders | null;
  readonly log: FastifyBaseLogger;
  readonly summary: RequestSummary;
  /** The turn in which the operation may be planned; null: it waits for one if it is not planned yet. */
  readonly planningTurn: PlanningTurn | null;
}

/** The answer to an operation, with the headers that subgraphs have for its client by the header rules. */
export interface ExecutionResponse extends EngineResponse {
  readonly answerHeaders?: AnswerHeaders;
}

/** Executes operations, or stands before the function that does. */
export type Execute<Response extends ExecutionResponse = ExecutionResponse> = (
  operation: EngineOperation,
  context: ExecutionContext,
  observer?: ExecutionObserver,
) => Promise<Response>;
