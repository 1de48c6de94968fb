import type { FastifyInstance } from "fastify";
import type { Engine } from "../../packages/engine/engine.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { createFreshnessHeaders } from "./cache/cache-control.ts";
import { gatherFreshness } from "./cache/freshness.ts";
import { createResponseCache, type ResponseCache } from "./cache/response-cache.ts";
import { compressAnswers, createPlainMutations } from "./compression/compress-answers.ts";
import type { Execute, ExecutionContext } from "./execute.ts";
import { shareExecutions } from "./sharing/share-executions.ts";
import type { ResponseSettings } from "./variables.ts";
import { varyByCaller } from "./vary.ts";

/** An engine, or what stands before one. */
export type AdaptEngine = (engine: Engine<ExecutionContext>) => Engine<ExecutionContext>;

/**
 * Turns on what `settings` say for the answers of `server`. What is off adds no work.
 * @returns `adaptEngine` puts the cache and the sharing before an engine
 */
export function prepareResponses(
  server: FastifyInstance,
  { compression, sharesInFlight, cacheBytes }: ResponseSettings,
): { adaptEngine: AdaptEngine; listeners: RequestListener<ExecutionContext>[] } {
  if (compression !== null) compressAnswers(server, compression);
  const cache = cacheBytes > 0 ? createResponseCache(cacheBytes) : null;
  if (cache !== null) varyByCaller(server);
  return {
    adaptEngine: createAdapter(sharesInFlight, cache),
    listeners: [
      ...(compression === null ? [] : [createPlainMutations()]),
      ...(cache === null ? [] : [createFreshnessHeaders(cache.findAge)]),
    ],
  };
}

/** The cache comes first: a kept answer needs no execution to share. */
function createAdapter(sharesInFlight: boolean, cache: ResponseCache | null): AdaptEngine {
  if (cache === null && !sharesInFlight) return (engine) => engine;
  return (engine) => {
    const execute: Execute = (...request) => engine.execute(...request);
    if (cache === null) return { ...engine, execute: shareExecutions(execute) };
    const dated = gatherFreshness(execute);
    return { ...engine, execute: cache.cacheResponses(sharesInFlight ? shareExecutions(dated) : dated) };
  };
}
