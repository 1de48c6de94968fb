import {
  type ApolloServer,
  type BaseContext,
  type GraphQLRequest,
  HeaderMap,
  type HTTPGraphQLRequest,
} from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { Negotiator } from "negotiator";
import { findSearch, requirePlainSearch } from "../http/plain-search.ts";
import { isRecord } from "../is-record.ts";
import { createClientError } from "./error-codes.ts";
import { findBytes, stringifyResult } from "./written-data.ts";

/** Answers one HTTP request. */
export type GraphqlHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

type CreateContext<Context> = (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;

const JSON_MEDIA_TYPE = "application/json";
const JSON_CONTENT_TYPE = "application/json; charset=utf-8";

/**
 * Lets `apolloServer`, which has been started, answer requests that Fastify has received. A usual one goes straight to
 * its request pipeline; whatever there is to negotiate or to refuse before, Apollo Server does all of.
 */
export function createGraphqlHandler<Context extends BaseContext>(
  apolloServer: ApolloServer<Context>,
  createContext: CreateContext<Context>,
): GraphqlHandler {
  return async (request, reply) => {
    requirePlainSearch(request);
    const operation = readUsualOperation(request);
    if (operation === null)
      return answerAny(apolloServer, request, reply, () => createContext(request, reply));
    let contextValue: Context;
    try {
      contextValue = await createContext(request, reply);
    } catch (error) {
      return answerAny(apolloServer, request, reply, () => Promise.reject(error));
    }
    const response = await apolloServer.executeOperation(operation, { contextValue });
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
    httpGraphQLRequest: describeRequest(request),
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

/**
 * The operation of a well-formed POST of JSON from a client that takes JSON: for such a one Apollo Server's own reading
 * of HTTP comes to the same. Null for every other request.
 */
function readUsualOperation(request: FastifyRequest): GraphQLRequest | null {
  const { accept = JSON_MEDIA_TYPE, "content-type": contentType = "" } = request.headers;
  if (request.method !== "POST" || !takesJson(accept) || !isJson(contentType) || !isRecord(request.body))
    return null;
  const { query, operationName, variables, extensions } = request.body;
  if (typeof query !== "string" && !(query === undefined && isRecord(extensions))) return null;
  if (typeof operationName !== "string" && operationName !== undefined && operationName !== null) return null;
  if (operationName === "") return null;
  if (!isOptionalRecord(variables) || !isOptionalRecord(extensions)) return null;
  const http = describeRequest(request);
  // It would be weighed once more, for answers in parts, which nobody gives.
  http.headers.delete("accept");
  return {
    http,
    ...(query === undefined ? {} : { query }),
    ...(typeof operationName === "string" ? { operationName } : {}),
    ...(variables ? { variables } : {}),
    ...(extensions ? { extensions } : {}),
  };
}

const ANSWER_MEDIA_TYPES = [JSON_MEDIA_TYPE, "application/graphql-response+json"];

/** Whether the client takes an answer at all (RFC 9110 §12.5.1). Apollo Server asks only after the execution. */
function acceptsAnswer({ headers: { accept } }: FastifyRequest): boolean {
  return (
    accept === undefined || new Negotiator({ headers: { accept } }).mediaTypes(ANSWER_MEDIA_TYPES).length > 0
  );
}

function notAcceptable(): GraphQLError {
  return createClientError("BAD_REQUEST", `Accept must allow ${ANSWER_MEDIA_TYPES.join(" or ")}.`, {
    extensions: { http: { status: 406 } },
  });
}

function takesJson(accept: string): boolean {
  return accept === JSON_MEDIA_TYPE || accept === "*/*";
}

function isJson(contentType: string): boolean {
  return contentType === JSON_MEDIA_TYPE || contentType === JSON_CONTENT_TYPE;
}

function isOptionalRecord(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || isRecord(value);
}

function describeRequest({ method, headers, url, body }: FastifyRequest): HTTPGraphQLRequest {
  return { method, headers: readHeaders(headers), search: findSearch(url), body: withoutEmptyName(body) };
}

/** An empty name is no name, in a body as in a URL. */
function withoutEmptyName(body: unknown): unknown {
  return isRecord(body) && body.operationName === "" ? { ...body, operationName: null } : body;
}

function readHeaders(headers: FastifyRequest["headers"]): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, typeof value === "string" ? value : value.join(", "));
  }
  return map;
}
