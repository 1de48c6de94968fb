import type { FastifyRequest } from "fastify";
import { findSearch } from "../../packages/server/http/plain-search.ts";

/** What a request says of its operation, as it was sent: each of any kind, or absent. */
export interface OperationParameters {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/**
 * The parameters of a GraphQL-over-HTTP request, read exactly as Apollo Server will read them: another reading of the
 * same bytes would be a way around what is checked here. What is of another kind it refuses itself.
 */
export function readOperationParameters({
  method,
  url,
  body,
}: Pick<FastifyRequest, "method" | "url" | "body">): OperationParameters {
  if (method !== "GET") return (body as OperationParameters | null | undefined) ?? {};
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
