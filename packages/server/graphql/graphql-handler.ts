import type { ApolloServer, BaseContext } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { requirePlainSearch } from "../http/plain-search.ts";
import { acceptsAnswer, notAcceptable } from "./acceptable-answer.ts";
import { describeHttpRequest } from "./http-request.ts";
import { type OperationParameters, readOperationParameters } from "./operation-parameters.ts";
import { findUsualRequest, JSON_CONTENT_TYPE } from "./usual-request.ts";
import { findBytes, stringifyResult } from "./written-data.ts";

/** Answers one HTTP request. */
export type GraphqlHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

type CreateContext<Context> = (
  request: FastifyRequest,
  parameters: OperationParameters,
  reply: FastifyReply,
) => Promise<Context>;

/**
 * Lets `apolloServer`, which has been started, answer requests that Fastify has received. A usual request goes straight
 * to its request pipeline; Apollo Server negotiates about and refuses all others.
 */
export function createGraphqlHandler<Context extends BaseContext>(
  apolloServer: ApolloServer<Context>,
  mayTakeShorterWay: boolean,
  createContext: CreateContext<Context>,
): GraphqlHandler {
  return async (request, reply) => {
    requirePlainSearch(request);
    const parameters = readOperationParameters(request);
    const usual = mayTakeShorterWay ? findUsualRequest(request, parameters) : null;
    if (usual === null)
      return answerAny(apolloServer, request, reply, () => createContext(request, parameters, reply));
    let contextValue: Context;
    try {
      contextValue = await createContext(request, parameters, reply);
    } catch (error) {
      return answerAny(apolloServer, request, reply, () => Promise.reject(error));
    }
    const response = await apolloServer.executeOperation(usual, { contextValue });
    const { http, body } = response;
    if (body.kind !== "single") throw new Error("Apollo Server answered in parts");
    const answer = findBytes(body.singleResult) ?? stringifyResult(body.singleResult);
    // A gateway's response is kept alive until a full garbage collection: without the whole answer, then.
    response.body = NOTHING;
    if (!http.headers.has("content-type")) reply.header("content-type", JSON_CONTENT_TYPE);
    return send(reply, http.status, http.headers, answer);
  };
}

const NOTHING = { kind: "single", singleResult: {} } as const;

async function answerAny<Context extends BaseContext>(
  apolloServer: ApolloServer<Context>,
  request: FastifyRequest,
  reply: FastifyReply,
  context: () => Promise<Context>,
): Promise<FastifyReply> {
  const { headers, status, body } = await apolloServer.executeHTTPGraphQLRequest({
    httpGraphQLRequest: describeHttpRequest(request),
    context: acceptsAnswer(request) ? context : () => Promise.reject(notAcceptable()),
  });
  // Nothing here executes incrementally, so that a body is never in parts.
  if (body.kind !== "complete") throw new Error("Apollo Server answered in parts");
  return send(reply, status, headers, body.string);
}

function send(
  reply: FastifyReply,
  status: number | undefined,
  headers: Iterable<readonly [string, string]>,
  answer: string | Uint8Array,
): FastifyReply {
  for (const [name, value] of headers) reply.header(name, value);
  return reply.code(status ?? 200).send(answer);
}
