import type { FastifyInstance } from "fastify";
import type { Engine } from "../../packages/engine/engine.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { createAnswerHeaders, type NoteAnswer } from "../header-rules/answer-headers.ts";
import { type CollectedHeaderRules, listVaryingHeaders } from "../header-rules/forward-headers.ts";
import type { SharedValues } from "../shared-state/shared-values.ts";
import { createFreshnessHeaders } from "./cache/cache-control.ts";
import { gatherFreshness } from "./cache/freshness.ts";
import { createResponseCache, type ResponseCache } from "./cache/response-cache.ts";
import { compressAnswers, createPlainMutations } from "./compression/compress-answers.ts";
import type { Execute, ExecutionContext } from "./execute.ts";
import { shareExecutions } from "./sharing/share-executions.ts";
import type { ResponseSettings } from "./variables.ts";
import { varyByRequest } from "./vary.ts";

/** An engine with the cache and the sharing before it. */
export type AdaptedEngine = Omit<Engine<ExecutionContext>, "execute"> & { readonly execute: Execute };
export type AdaptEngine = (engine: Engine<ExecutionContext>, supergraphHash: string) => AdaptedEngine;

/**
 * Turns on what `settings` say for the answers of `server`. What is off adds no work.
 * @param sharedValues where routers keep answers for each other; null: each keeps its own
 * @returns `adaptEngine` puts the cache and the sharing before an engine
 */
export function prepareResponses(
  server: FastifyInstance,
  { compressionMinimumBytes, sharesInFlight, cacheBytes }: ResponseSettings,
  headerRules: CollectedHeaderRules,
  hasRequestHook: boolean,
  sharedValues: SharedValues | null,
): { adaptEngine: AdaptEngine; listeners: RequestListener<ExecutionContext>[] } {
  if (compressionMinimumBytes !== null) compressAnswers(server, compressionMinimumBytes);
  const cache = cacheBytes > 0 ? createResponseCache(cacheBytes, hasRequestHook, sharedValues) : null;
  const noteAnswer = createAnswerHeaders(headerRules.response);
  if (cache !== null || noteAnswer !== null) {
    varyByRequest(server, listVaryingHeaders(headerRules.request));
  }
  return {
    adaptEngine: createAdapter(sharesInFlight, cache, noteAnswer),
    listeners: [
      ...(compressionMinimumBytes === null ? [] : [createPlainMutations()]),
      ...(cache === null ? [] : [createFreshnessHeaders(cache.findAge)]),
    ],
  };
}

/** Gathers the headers that the answers of subgraphs have for the client. */
function gatherAnswerHeaders(execute: Execute, noteAnswer: NoteAnswer): Execute {
  return async (operation, context, observer) => {
    const answerHeaders = new Map<string, readonly string[]>();
    const noteHeaders: ExecutionContext["noteHeaders"] = (headers, subgraph) => {
      noteAnswer(subgraph, headers, answerHeaders);
      context.noteHeaders?.(headers, subgraph);
    };
    const response = await execute(operation, { ...context, noteHeaders }, observer);
    return { ...response, answerHeaders };
  };
}

/** The cache comes first: a kept answer needs no execution to share. */
function createAdapter(
  sharesInFlight: boolean,
  cache: ResponseCache | null,
  noteAnswer: NoteAnswer | null,
): AdaptEngine {
  return (engine, supergraphHash) => {
    const execute = noteAnswer === null ? engine.execute : gatherAnswerHeaders(engine.execute, noteAnswer);
    if (cache === null && !sharesInFlight) return { ...engine, execute };
    if (cache === null) return { ...engine, execute: shareExecutions(execute) };
    const dated = gatherFreshness(execute);
    return {
      ...engine,
      execute: cache.cacheResponses(sharesInFlight ? shareExecutions(dated) : dated, supergraphHash),
    };
  };
}
