import type { FastifyRequest } from "fastify";
import { findSearch } from "../http/plain-search.ts";
import { isRecord } from "../is-record.ts";

/** What a request says of its operation, as it was sent: each of any kind, or absent. */
export interface OperationParameters {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/**
 * The parameters of a GraphQL-over-HTTP request, read exactly as Apollo Server reads them: another reading of the same
 * bytes would be a way around what is checked here. Apollo Server itself refuses a body of another kind.
 */
export function readOperationParameters({
  method,
  url,
  body,
}: Pick<FastifyRequest, "method" | "url" | "body">): OperationParameters {
  if (method !== "GET") return isRecord(body) ? body : {};
  const searchParams = new URLSearchParams(findSearch(url));
  return {
    query: searchParams.get("query") ?? undefined,
    variables: parseJson(searchParams.get("variables")),
    extensions: parseJson(searchParams.get("extensions")),
  };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
