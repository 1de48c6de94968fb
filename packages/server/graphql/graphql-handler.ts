import type { ApolloServer, BaseContext, GraphQLRequest, GraphQLResponse, HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { requirePlainSearch } from "../http/plain-search.ts";
import { acceptsAnswer, notAcceptable } from "./acceptable-answer.ts";
import { answerBatch, type BatchLimit, findBatchRefusal } from "./batch.ts";
import { describeHttpRequest } from "./http-request.ts";
import { type OperationParameters, readOperationParameters } from "./operation-parameters.ts";
import type { OperationReply } from "./operation-reply.ts";
import { describeUsualHttp, findUsualRequest, JSON_CONTENT_TYPE } from "./usual-request.ts";
import { findBytes, stringifyResult } from "./written-data.ts";

/** Answers one HTTP request. */
export type GraphqlHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Makes the context of an operation. What it throws is the answer. */
type CreateContext<Context> = (
  request: FastifyRequest,
  parameters: OperationParameters,
  reply: OperationReply,
) => Promise<Context>;

/** Executes a usual request. */
export type ExecuteUsual<Context extends BaseContext> = (
  apolloServer: ApolloServer<Context>,
  request: GraphQLRequest,
  contextValue: Context,
  describeHttp: () => HTTPGraphQLRequest,
) => Promise<GraphQLResponse>;

/**
 * Lets `apolloServer`, which has been started, answer requests that Fastify has received. A usual request goes straight
 * to `executeUsual`; Apollo Server negotiates about and refuses all others.
 * @param executeUsual null: no request is usual
 * @param batchLimit null: Apollo Server refuses batches
 */
export function createGraphqlHandler<Context extends BaseContext>(
  apolloServer: ApolloServer<Context>,
  executeUsual: ExecuteUsual<Context> | null,
  createContext: CreateContext<Context>,
  batchLimit: BatchLimit | null,
): GraphqlHandler {
  async function answer<Reply extends OperationReply>(request: FastifyRequest, reply: Reply): Promise<Reply> {
    const parameters = readOperationParameters(request);
    const usual = executeUsual === null ? null : findUsualRequest(request, parameters);
    if (usual === null || executeUsual === null)
      return answerAny(apolloServer, request, reply, () => createContext(request, parameters, reply));
    let contextValue: Context;
    try {
      contextValue = await createContext(request, parameters, reply);
    } catch (error) {
      return answerAny(apolloServer, request, reply, () => Promise.reject(error));
    }
    const response = await executeUsual(apolloServer, usual, contextValue, () => describeUsualHttp(request));
    const { http, body } = response;
    if (body.kind !== "single") throw new Error("Apollo Server answered in parts");
    const written = findBytes(body.singleResult) ?? stringifyResult(body.singleResult);
    // A gateway's response is kept alive until a full garbage collection: without the whole answer, then.
    response.body = NOTHING;
    if (!http.headers.has("content-type")) reply.header("content-type", JSON_CONTENT_TYPE);
    return send(reply, http.status, http.headers, written);
  }

  return (request, reply) => {
    requirePlainSearch(request);
    const { body } = request;
    const isBatch = batchLimit !== null && Array.isArray(body) && findBatchRefusal(body, batchLimit) === null;
    return isBatch ? answerBatch(body, request, reply, answer) : answer(request, reply);
  };
}

const NOTHING = { kind: "single", singleResult: {} } as const;

async function answerAny<Context extends BaseContext, Reply extends OperationReply>(
  apolloServer: ApolloServer<Context>,
  request: FastifyRequest,
  reply: Reply,
  context: () => Promise<Context>,
): Promise<Reply> {
  const { headers, status, body } = await apolloServer.executeHTTPGraphQLRequest({
    httpGraphQLRequest: describeHttpRequest(request),
    context: acceptsAnswer(request) ? context : () => Promise.reject(notAcceptable()),
  });
  // Nothing here executes incrementally, so that a body is never in parts.
  if (body.kind !== "complete") throw new Error("Apollo Server answered in parts");
  return send(reply, status, headers, body.string);
}

function send<Reply extends OperationReply>(
  reply: Reply,
  status: number | undefined,
  headers: Iterable<readonly [string, string]>,
  answer: string | Uint8Array,
): Reply {
  for (const [name, value] of headers) reply.header(name, value);
  reply.code(status ?? 200);
  reply.send(answer);
  return reply;
}
