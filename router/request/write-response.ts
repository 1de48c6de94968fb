import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import type { EngineResponse } from "../../packages/engine/engine.ts";
import { parseExact, stringifyExact } from "../../packages/engine/exact-numbers.ts";
import { standInForText } from "../../packages/server/graphql/written-data.ts";
import { makePrivate } from "../../packages/server/http/strictest-cache-control.ts";
import type { AllowedOperation, PartOfOperation } from "../authorization/authorization.ts";
import type { Explanation } from "../explorer/explain/explanation.ts";
import type { ExecutionResponse } from "../responses/execute.ts";
import type { RouterContext } from "./router-context.ts";

/** The answer to an operation, completed where a part was refused. Its headers go to the reply. */
export function writeResponse(
  response: ExecutionResponse,
  allowed: AllowedOperation | PartOfOperation,
  { reply, caller }: Pick<RouterContext, "reply" | "caller">,
): ExecutionResult {
  const result = writeResult(response, allowed);
  for (const [name, values] of response.answerHeaders ?? []) {
    const isCacheControl = name === "cache-control";
    // An answer with errors must not be kept.
    if (isCacheControl && result.errors !== undefined) continue;
    // Caches do not know our access rules.
    const told = isCacheControl && caller !== null ? values.map(makePrivate) : [...values];
    reply.header(name, told.length === 1 ? told[0] : told);
  }
  return result;
}

/** The result of an operation, or of one event, completed where a part was refused. */
export function writeResult(response: EngineResponse, allowed: AllowedOperation | PartOfOperation): ExecutionResult {
  return allowed.kind === "allowed" ? writeWhole(response) : writePart(response, allowed);
}

/** Adds the query plan, if the client asks for it. */
export function explain(result: ExecutionResult, explanation: Pick<Explanation, "build"> | null): ExecutionResult {
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
  return { data: data === "null" ? null : read(data), ...listed };
}

/** An error of the engine, as Apollo Server formats errors. */
export function toGraphqlError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
}
