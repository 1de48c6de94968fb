import type { GraphQLRequest, HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { isRecord } from "../is-record.ts";
import { describeHttpRequest } from "./http-request.ts";
import type { OperationParameters } from "./operation-parameters.ts";

export const JSON_MEDIA_TYPE = "application/json";
const JSON_CONTENT_TYPE = "application/json; charset=utf-8";

/**
 * The operation of a usual request, which may take the shorter way to Apollo Server's pipeline; null for any other. A
 * usual request is a well-formed POST of JSON. For such a request, Apollo Server's own reading of HTTP decides nothing more:
 *
 * - CSRF prevention lets JSON pass, as browsers ask before they send it to another site;
 * - the body, its operation name, variables and extensions have the right kinds, and one operation is one operation;
 * - the form of the answer is chosen before, and its status is the pipeline's.
 *
 * Our listeners hear of it: their hooks run in the pipeline. Where there are plugins of others, no request is usual: one
 * may hear of more, such as a context that fails or a request that cannot be read.
 */
export function findUsualRequest(
  request: FastifyRequest,
  { query, operationName, variables, extensions }: OperationParameters,
): GraphQLRequest | null {
  const { "content-type": contentType = "" } = request.headers;
  if (request.method !== "POST" || !isJson(contentType)) return null;
  if (typeof query !== "string" && !(query === undefined && isRecord(extensions))) return null;
  if (typeof operationName !== "string" && operationName !== undefined && operationName !== null) return null;
  if (operationName === "") return null;
  if (!isOptionalRecord(variables) || !isOptionalRecord(extensions)) return null;
  const usual: GraphQLRequest = {};
  if (query !== undefined) usual.query = query;
  if (typeof operationName === "string") usual.operationName = operationName;
  if (variables) usual.variables = variables;
  if (extensions) usual.extensions = extensions;
  return usual;
}

/** The HTTP of a usual request, as Apollo Server's pipeline reads it. */
export function describeUsualHttp(request: FastifyRequest): HTTPGraphQLRequest {
  const http = describeHttpRequest(request);
  // Apollo Server would weigh it once more, for answers in parts.
  http.headers.delete("accept");
  return http;
}

function isJson(contentType: string): boolean {
  return contentType === JSON_MEDIA_TYPE || contentType === JSON_CONTENT_TYPE;
}

function isOptionalRecord(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || isRecord(value);
}
