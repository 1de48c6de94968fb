import type { FastifyInstance, FastifyRequest } from "fastify";
import { parseEachNumber } from "../../packages/engine/exact-numbers.ts";
import { findSearch } from "../../packages/server/http/plain-search.ts";
import { isRecord } from "../../packages/server/is-record.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The JSON of a body as it was sent; null where there is none. */
    bodyText: string | null;
  }
}

/** A request whose variables can be read again. */
export type SentRequest = Pick<FastifyRequest, "method" | "url" | "headers" | "bodyText" | "batchIndex">;

/** Keeps the text of each JSON body as long as its request: what is parsed of it has rounded numbers. */
export function keepBodyText(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser("error", "error");
  server.decorateRequest("bodyText", null);
  server.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    request.bodyText = String(text);
    void parseJson(request, request.bodyText, done);
  });
}

/**
 * The variables of a request, with an ExactNumber for each number that a double would round. Null where they cannot be
 * read so.
 */
export function readExactVariables({
  method,
  url,
  bodyText,
  batchIndex,
}: SentRequest): Readonly<Record<string, unknown>> | null {
  const text = method === "GET" ? new URLSearchParams(findSearch(url)).get("variables") : bodyText;
  if (text === null) return null;
  const sent = parseEachNumber(text);
  const read = batchIndex !== undefined && Array.isArray(sent) ? sent[batchIndex] : sent;
  const variables = method === "GET" || !isRecord(read) ? read : read.variables;
  return isRecord(variables) ? variables : null;
}
