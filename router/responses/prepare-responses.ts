import type { FastifyInstance } from "fastify";
import type { Engine } from "../../packages/engine/engine.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { gatherFreshness } from "./cache/gather-freshness.ts";
import { createResponseCache, type ResponseCache } from "./cache/response-cache.ts";
import { createFreshnessHeaders } from "./cache/tell-freshness.ts";
import { compressAnswers } from "./compression/compress-answers.ts";
import { createPlainMutations } from "./compression/plain-mutations.ts";
import type { Execute, ExecutionContext } from "./execute.ts";
import { shareExecutions } from "./sharing/share-executions.ts";
import type { ResponseSettings } from "./variables.ts";
import { addVary, GRAPHQL_ROUTE } from "./vary.ts";

/** An engine, or what stands before one. */
export type AdaptEngine = (engine: Engine<ExecutionContext>) => Engine<ExecutionContext>;

/** What takes part in answering, as far as it is turned on. */
export interface PreparedResponses {
  /** Puts before an engine what lets several requests have one answer. */
  readonly adaptEngine: AdaptEngine;
  readonly listeners: readonly RequestListener<ExecutionContext>[];
}

/** Turns on what `settings` say for the answers of `server`; nothing stands in the way of the others. */
export function prepareResponses(
  server: FastifyInstance,
  { compression, sharesInFlight, cacheBytes }: ResponseSettings,
): PreparedResponses {
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

/** A browser must not show one user what it has kept for another. */
function varyByCaller(server: FastifyInstance): void {
  server.addHook("onSend", async (request, reply, payload) => {
    if (request.routeOptions.url === GRAPHQL_ROUTE) addVary(reply, "authorization");
    return payload;
  });
}

/** What is kept need not be shared: the cache comes first. */
function createAdapter(sharesInFlight: boolean, cache: ResponseCache | null): AdaptEngine {
  if (cache === null && !sharesInFlight) return (engine) => engine;
  return (engine) => {
    const execute: Execute = (...request) => engine.execute(...request);
    if (cache === null) return { ...engine, execute: shareExecutions(execute) };
    const dated = gatherFreshness(execute);
    return { ...engine, execute: cache.cacheResponses(sharesInFlight ? shareExecutions(dated) : dated) };
  };
}
