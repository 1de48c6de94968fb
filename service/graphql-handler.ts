import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Answers one HTTP request. */
export type GraphqlHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Lets `apolloServer`, which has been started, answer requests that Fastify has received. */
export function createGraphqlHandler<Context extends BaseContext>(
  apolloServer: ApolloServer<Context>,
  createContext: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>,
): GraphqlHandler {
  return async (request, reply) => {
    const { headers, status, body } = await apolloServer.executeHTTPGraphQLRequest({
      httpGraphQLRequest: describeRequest(request),
      context: () => createContext(request, reply),
    });
    for (const [name, value] of headers) reply.header(name, value);
    reply.code(status ?? 200);
    // Nothing here executes incrementally, so that a body is never in parts.
    if (body.kind !== "complete") throw new Error("Apollo Server answered in parts");
    return reply.send(body.string);
  };
}

function describeRequest({ method, headers, url, body }: FastifyRequest): HTTPGraphQLRequest {
  return { method, headers: readHeaders(headers), search: findSearch(url), body };
}

/** What Apollo Server takes for the search of `url`: whoever reads it otherwise reads another request. */
export function findSearch(url: string): string {
  const question = url.indexOf("?");
  return question < 0 ? "" : url.slice(question);
}

function readHeaders(headers: FastifyRequest["headers"]): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, typeof value === "string" ? value : value.join(", "));
  }
  return map;
}
