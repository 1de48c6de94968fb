import { HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { findSearch } from "../http/plain-search.ts";
import { isRecord } from "../is-record.ts";

/** A request as Apollo Server reads it. */
export function describeHttpRequest({ method, headers, url, body }: FastifyRequest): HTTPGraphQLRequest {
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
