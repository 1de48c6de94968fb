import type { FastifyReply } from "fastify";
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import type { EngineResponse } from "../../packages/engine/engine.ts";
import { parseExact, stringifyExact } from "../../packages/engine/exact-numbers.ts";
import { standInForText } from "../../packages/server/graphql/written-data.ts";
import type { AllowedOperation, PartOfOperation } from "../authorization/authorization.ts";
import type { Explanation } from "../explorer/explain/explanation.ts";
import type { AnswerHeaders } from "../header-rules/answer-headers.ts";
import type { ExecutionResponse } from "../responses/execute.ts";

/** The answer to an operation, completed where a part was refused. Its headers go to `reply`. */
export function writeResponse(
  response: ExecutionResponse,
  allowed: AllowedOperation | PartOfOperation,
  reply: Pick<FastifyReply, "header">,
): ExecutionResult {
  if (response.answerHeaders !== undefined) writeHeaders(reply, response.answerHeaders, response.errors);
  return allowed.kind === "allowed" ? writeWhole(response) : writePart(response, allowed);
}

/** Gives the client the headers that subgraphs have for it. An answer with errors must not be kept. */
function writeHeaders(
  reply: Pick<FastifyReply, "header">,
  headers: AnswerHeaders,
  errors: EngineResponse["errors"],
): void {
  for (const [name, values] of headers) {
    if (name === "cache-control" && errors.length > 0) continue;
    reply.header(name, values.length === 1 ? values[0] : [...values]);
  }
}

/** Adds the query plan, if the client asks for it. */
export function explain(
  result: ExecutionResult,
  explanation: Pick<Explanation, "build"> | null,
): ExecutionResult {
  if (explanation === null) return result;
  return { ...result, extensions: { ...result.extensions, queryPlan: explanation.build() } };
}

function writeWhole(response: EngineResponse): ExecutionResult {
  return buildResult(response, (text) => standInForText(text, response.bytes ?? null));
}

function writePart(response: EngineResponse, { complete }: PartOfOperation): ExecutionResult {
  const result = complete(buildResult(response, (text) => parseExact(text) as Record<string, unknown>));
  return result.data ? { ...result, data: standInForText(stringifyExact(result.data), null) } : result;
}

/** An answer has no `data` when nothing was executed (GraphQL specification §7.1). */
function buildResult(
  { data, errors }: EngineResponse,
  read: (text: string) => Record<string, unknown>,
): ExecutionResult {
  const listed = errors.length === 0 ? {} : { errors: errors.map(toGraphqlError) };
  if (data === null) return listed;
  return { ...listed, data: data === "null" ? null : read(data) };
}

function toGraphqlError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
}
