import type { FastifyRequest } from "fastify";
import type { EndpointContext } from "../../packages/server/graphql/endpoint-context.ts";
import type { OperationReply } from "../../packages/server/graphql/operation-reply.ts";
import { createExplanation, type Explanation } from "../explorer/explain/explanation.ts";
import { isExplanationWanted } from "../explorer/explain/query-plan-access.ts";
import type { ForwardedHeaders } from "../header-rules/forward-headers.ts";
import { readTraceContext } from "../header-rules/trace-context.ts";
import type { NewOperationTurn } from "../limits/operation-gate.ts";
import type { ExecutionContext } from "../responses/execute.ts";
import type { OperationDeadline } from "../transport/operation-deadline.ts";
import type { IdentifiedSender } from "./identify-caller.ts";
import type { SentRequest } from "./sent-variables.ts";

/** What the router knows of one request. */
export interface RouterContext extends EndpointContext, ExecutionContext, IdentifiedSender {
  readonly summary: EndpointContext["summary"];
  /** To read its variables again, where numbers of them may have been rounded. */
  readonly sent: SentRequest;
  /** The turn in which the operation is validated and planned; null for one whose document is known. */
  readonly planningTurn: NewOperationTurn | null;
  /** Gathers the query plan and how it went; null unless the request asks for it and may have it. */
  readonly explanation: Explanation | null;
  /** Takes the headers that subgraphs have for the client. */
  readonly reply: Pick<OperationReply, "header">;
}

/** What the stages before have found out. */
interface StagesBefore extends IdentifiedSender {
  readonly deadline: OperationDeadline;
  readonly planningTurn: NewOperationTurn | null;
  readonly forwarded: ForwardedHeaders | null;
  readonly reply: Pick<OperationReply, "header">;
}

/** Puts together what is known of a request once it is admitted. */
export function createRouterContext(
  request: FastifyRequest,
  base: EndpointContext,
  before: StagesBefore,
  isProduction: boolean,
): RouterContext {
  const isExplained = isExplanationWanted(request.headers, before.caller, isProduction);
  const wantsStatements = isExplained && !isProduction;
  return {
    requestId: base.requestId,
    log: base.log,
    summary: base.summary,
    delivery: base.delivery,
    maskErrors: base.maskErrors,
    traceContext: readTraceContext(request.headers),
    sent: request,
    explanation: isExplained ? createExplanation(wantsStatements) : null,
    wantsStatements,
    ...before,
  };
}
