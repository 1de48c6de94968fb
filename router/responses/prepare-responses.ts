import type { FastifyInstance } from "fastify";
import type { Engine } from "../../packages/engine/engine.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { type AnswerHeadersGathering, createAnswerHeaders } from "../header-rules/answer-headers.ts";
import { type CollectedHeaderRules, listVaryingHeaders } from "../header-rules/forward-headers.ts";
import { createFreshnessHeaders } from "./cache/cache-control.ts";
import { gatherFreshness } from "./cache/freshness.ts";
import { createResponseCache, type ResponseCache } from "./cache/response-cache.ts";
import { compressAnswers, createPlainMutations } from "./compression/compress-answers.ts";
import type { Execute, ExecutionContext } from "./execute.ts";
import { shareExecutions } from "./sharing/share-executions.ts";
import type { ResponseSettings } from "./variables.ts";
import { varyByCaller } from "./vary.ts";

/** An engine with the cache and the sharing before it. */
export type AdaptedEngine = Omit<Engine<ExecutionContext>, "execute"> & { readonly execute: Execute };
export type AdaptEngine = (engine: Engine<ExecutionContext>) => AdaptedEngine;

/**
 * Turns on what `settings` say for the answers of `server`. What is off adds no work.
 * @returns `adaptEngine` puts the cache and the sharing before an engine
 */
export function prepareResponses(
  server: FastifyInstance,
  { compression, sharesInFlight, cacheBytes }: ResponseSettings,
  headerRules: CollectedHeaderRules,
  hasRequestHook: boolean,
): { adaptEngine: AdaptEngine; listeners: RequestListener<ExecutionContext>[] } {
  if (compression !== null) compressAnswers(server, compression);
  const cache = cacheBytes > 0 ? createResponseCache(cacheBytes, hasRequestHook) : null;
  const beginAnswerHeaders = createAnswerHeaders(headerRules.response);
  if (cache !== null || beginAnswerHeaders !== null) {
    varyByCaller(server, listVaryingHeaders(headerRules.request));
  }
  return {
    adaptEngine: createAdapter(sharesInFlight, cache, beginAnswerHeaders),
    listeners: [
      ...(compression === null ? [] : [createPlainMutations()]),
      ...(cache === null ? [] : [createFreshnessHeaders(cache.findAge)]),
    ],
  };
}

/** Gathers the headers that the answers of subgraphs have for the client. */
function gatherAnswerHeaders(execute: Execute, begin: () => AnswerHeadersGathering): Execute {
  return async (operation, context, observer) => {
    const gathering = begin();
    const noteHeaders: ExecutionContext["noteHeaders"] = (headers, subgraph) => {
      gathering.note(subgraph, headers);
      context.noteHeaders?.(headers, subgraph);
    };
    const response = await execute(operation, { ...context, noteHeaders }, observer);
    return { ...response, answerHeaders: gathering.headers };
  };
}

/** The cache comes first: a kept answer needs no execution to share. */
function createAdapter(
  sharesInFlight: boolean,
  cache: ResponseCache | null,
  beginAnswerHeaders: (() => AnswerHeadersGathering) | null,
): AdaptEngine {
  return (engine) => {
    const execute =
      beginAnswerHeaders === null ? engine.execute : gatherAnswerHeaders(engine.execute, beginAnswerHeaders);
    if (cache === null && !sharesInFlight) return { ...engine, execute };
    if (cache === null) return { ...engine, execute: shareExecutions(execute) };
    const dated = gatherFreshness(execute);
    return { ...engine, execute: cache.cacheResponses(sharesInFlight ? shareExecutions(dated) : dated) };
  };
}
