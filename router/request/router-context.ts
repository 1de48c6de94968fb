import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../../packages/identity/authenticate.ts";
import { ANONYMOUS, type MaybeCaller } from "../../packages/identity/caller.ts";
import type { EndpointContext } from "../../packages/server/graphql/graphql-endpoint.ts";
import { readHeaderValues } from "../../packages/server/http/header-values.ts";
import type { RouterConfig } from "../config.ts";
import { createExplanation, type Explanation, isExplanationWanted } from "../explorer/explain/explanation.ts";
import type { NewOperationTurn } from "../limits/operation-gate.ts";
import type { CountRequest } from "../limits/rate-limit.ts";
import { createOperationDeadline, type OperationDeadline } from "../transport/operation-deadline.ts";
import type { FetchContext } from "../transport/subgraph-client.ts";
import type { AdmitRequest } from "./admit-request.ts";
import type { SentRequest } from "./sent-variables.ts";
import type { FindClientAddress } from "./trusted-proxies.ts";

/** What the router knows of one request. */
export interface RouterContext extends EndpointContext {
  readonly caller: MaybeCaller;
  /** The verified token, to pass on to subgraphs. */
  readonly accessToken: string | null;
  /** The IP address of the client, behind trusted proxies too. */
  readonly clientAddress: string;
  /** How long subgraphs may be asked for the request. */
  readonly deadline: OperationDeadline;
  /** To read its variables again, where numbers of them may have been rounded. */
  readonly sent: SentRequest;
  /** The turn in which the operation is validated and planned; null for one whose document is known. */
  readonly planningTurn: NewOperationTurn | null;
  /** Gathers the query plan and how it went; null unless the request asks for it and may have it. */
  readonly explanation: Explanation | null;
  /** Whether subgraphs are asked for their SQL statements. */
  readonly wantsStatements: boolean;
  /** Told of the headers of what subgraphs answer, where somebody is to know. */
  readonly noteHeaders?: FetchContext["noteHeaders"];
}

/** What stands between a request and its execution. */
export interface RequestGates {
  readonly authenticate: Authenticate;
  readonly countRequest: CountRequest;
  readonly admitRequest: AdmitRequest;
  readonly findClientAddress: FindClientAddress;
}

/**
 * Makes the context function: verifies the token before anything else of the request is looked at, then whether its
 * caller comes too often, then whether the document may be executed, and parsed and validated, at all.
 */
export function createContextFunction(
  { authenticate, countRequest, admitRequest, findClientAddress }: RequestGates,
  { isProduction, transport: { operationTimeoutMs } }: Pick<RouterConfig, "isProduction" | "transport">,
) {
  return async (
    request: FastifyRequest,
    base: EndpointContext,
    reply: FastifyReply,
  ): Promise<RouterContext> => {
    const deadline = createOperationDeadline(operationTimeoutMs, reply.raw);
    const clientAddress = findClientAddress(request);
    const { caller, accessToken } = await authenticate(
      readHeaderValues(request.raw, "authorization"),
      (reason) => {
        request.log.warn({ reason }, "a token was refused");
        // Throws, and so answers 429 in place of 401, when the address has sent too many.
        countRequest(ANONYMOUS, clientAddress);
      },
    );
    if (caller !== null) base.summary.callerId = caller.id;
    countRequest(caller, clientAddress);
    const admission = admitRequest(request, { caller, clientAddress, deadline });
    const planningTurn = admission === null ? null : await admission;
    // However the request ends.
    if (planningTurn !== null) reply.raw.once("close", planningTurn.end);
    const isExplained = isExplanationWanted(request.headers, caller, isProduction);
    const wantsStatements = isExplained && !isProduction;
    return {
      requestId: base.requestId,
      log: base.log,
      summary: base.summary,
      caller,
      accessToken,
      clientAddress,
      deadline,
      sent: request,
      planningTurn,
      explanation: isExplained ? createExplanation(wantsStatements) : null,
      wantsStatements,
    };
  };
}
