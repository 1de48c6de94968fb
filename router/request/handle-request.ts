import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { ExecutionResult } from "graphql";
import type { EndpointContext } from "../../packages/server/graphql/endpoint-context.ts";
import type { ExecutionRequest } from "../../packages/server/graphql/execution-request.ts";
import type { EndpointOptions } from "../../packages/server/graphql/graphql-endpoint.ts";
import type { ServedGraph } from "../graph/served-graph.ts";
import { createOperationDeadline } from "../transport/operation-deadline.ts";
import { askPolicies, authorizeOperation, refuseOperation } from "./authorize-operation.ts";
import { beginParts } from "./deliver-parts.ts";
import { executeOperation } from "./execute-operation.ts";
import type { IdentifyCaller } from "./identify-caller.ts";
import type { RequestStages } from "./request-stages.ts";
import { findResolvedOperation, NO_OPERATION } from "./resolved-operation.ts";
import { createRouterContext, type RouterContext } from "./router-context.ts";
import { explain, writeResponse } from "./write-response.ts";

/** The two parts of the path that are ours; Apollo Server stands between them. */
export interface RequestPath {
  readonly createContext: EndpointOptions<RouterContext>["createContext"];
  readonly execute: (graph: ServedGraph, execution: ExecutionRequest) => Promise<ExecutionResult>;
}

/**
 * The path of a request through the router, in order. Each stage takes just what it needs. To end the request, it
 * throws an error with the status that stands beside it.
 *
 * Receive (400, 406, 413, 415) is packages/server/graphql/graphql-handler.ts, which has read the parameters.
 */
export function createRequestPath(stages: RequestStages): RequestPath {
  const senders = new WeakMap<IncomingMessage, ReturnType<IdentifyCaller>>();

  /** Identifies the sender of a batch once. */
  function identify(request: FastifyRequest, base: EndpointContext): ReturnType<IdentifyCaller> {
    if (request.batchIndex === undefined) return stages.identifyCaller(request, base);
    const sender = senders.get(request.raw) ?? stages.identifyCaller(request, base);
    senders.set(request.raw, sender);
    return sender;
  }

  return {
    async createContext(request, base, parameters, reply) {
      const deadline = createOperationDeadline(stages.operationTimeoutMs, reply.raw);
      // Identify: 401, 503.
      const sender = await identify(request, base);
      // Count: 429.
      stages.countRequest(sender.caller, sender.clientAddress);
      // Here and below, what is added to a copy comes first: V8 adds it slowly afterwards.
      // Admit: 400, 503. A new document waits here for its turn.
      const admission = stages.admitRequest(parameters, { deadline, ...sender });
      const planningTurn = admission === null ? null : await admission;
      if (planningTurn !== null) reply.raw.once("close", planningTurn.end);
      const forwarded = stages.forwardHeaders?.({ headers: request.headers, ...sender }) ?? null;
      const before = { deadline, planningTurn, forwarded, reply, ...sender };
      return createRouterContext(request, base, before, stages.isProduction);
    },

    // Apollo Server parses and validates: 400. Its listeners limit the cost: 400 (limits/cost/cost-limit.ts).

    async execute(graph, execution) {
      const resolved = findResolvedOperation(execution);
      if (resolved === null) return NO_OPERATION;
      const { grantPolicies } = stages;
      const operation =
        grantPolicies === null ? resolved : await askPolicies(graph.authorizer, resolved, grantPolicies);
      const { planningTurn, explanation } = operation.context;
      // Authorize: 401, 403.
      const authorization = authorizeOperation(graph.authorizer, operation);
      if (authorization.kind === "refused") {
        planningTurn?.endKnown();
        return explain(refuseOperation(operation, authorization), explanation);
      }
      if (operation.operation.operation === "subscription") {
        const opening = stages.openSubscription(graph, operation, authorization);
        planningTurn?.endKnown();
        return opening;
      }
      // Share or cache, else plan once and ask the subgraphs.
      const executing = executeOperation(graph, operation, authorization);
      // The operation is valid and planned by now: from here on it is known.
      planningTurn?.endKnown();
      // Respond. Apollo Server masks the errors and asks for the text (packages/server/graphql/graphql-endpoint.ts).
      const response = await executing;
      return response.deferred === undefined
        ? explain(writeResponse(response, authorization, operation.context), explanation)
        : beginParts(response, response.deferred, authorization, operation.context);
    },
  };
}
