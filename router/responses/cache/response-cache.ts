import type { EngineOperation } from "../../../packages/engine/engine.ts";
import { findOwner } from "../../../packages/identity/request-owner.ts";
import { type BoundedMemory, createBoundedMemory } from "../../../packages/server/bounded-memory.ts";
import type { Execute, ExecutionContext } from "../execute.ts";
import { buildRequestKey, isQuery } from "../request-key.ts";
import type { Freshness } from "./freshness.ts";
import type { DatedResponse } from "./gather-freshness.ts";

/** How fresh what a request is answered with is. */
export interface AnswerAge {
  readonly freshness: Freshness;
  /** Since subgraphs answered it. */
  readonly ageSeconds: number;
}

/** Keeps answers for as long as subgraphs say that they are good. */
export interface ResponseCache {
  /** Looks for an answer before it executes a query. Different graphs share nothing but the room. */
  cacheResponses(execute: Execute<DatedResponse>): Execute;
  /** What a request has been answered with; undefined when it may not be kept by anybody. */
  findAge(context: object): AnswerAge | undefined;
}

interface KeptAnswer {
  readonly data: string;
  readonly freshness: Freshness;
  /** On the clock of `performance`. */
  readonly keptAt: number;
}

/**
 * Makes a cache of `maximumBytes`. Kept are answers to queries, without errors, to which every subgraph that took part
 * has given a time. What is public is found by the document as the access rules left it, the operation's name, the
 * variables, and whether there is a caller; what is private, by his access token, too. Private answers to anonymous
 * callers are not kept: they cannot be told apart. When the cache is full, the caller or the network of anonymous ones
 * who has most of it makes room: however many different queries he sends, what others asked for stays.
 */
export function createResponseCache(maximumBytes: number): ResponseCache {
  const memory = createBoundedMemory<KeptAnswer>(maximumBytes, ({ data }) => data.length);
  const ages = new WeakMap<object, AnswerAge>();
  let graphs = 0;

  function answer({ data, freshness, keptAt }: KeptAnswer, context: ExecutionContext): DatedResponse {
    context.summary.isCached = true;
    ages.set(context, { freshness, ageSeconds: Math.floor((performance.now() - keptAt) / 1000) });
    return { data, errors: [], freshness };
  }

  function keep(keys: Keys, { data, freshness, errors }: DatedResponse, context: ExecutionContext): void {
    if (data === null || errors.length > 0 || freshness === null || freshness.maxAgeSeconds <= 0) return;
    ages.set(context, { freshness, ageSeconds: 0 });
    const key = freshness.isPrivate ? keys.ofCaller : keys.ofAll;
    if (key === null) return;
    memory.remember(key, { data: join(data), freshness, keptAt: performance.now() }, findOwner(context));
  }

  return {
    cacheResponses(execute) {
      graphs += 1;
      const graph = graphs;
      return async (operation, context, observer) => {
        if (observer !== undefined || !isQuery(operation)) return execute(operation, context, observer);
        const keys = buildKeys(graph, operation, context);
        const kept = findFresh(memory, keys.ofCaller) ?? findFresh(memory, keys.ofAll);
        if (kept !== null) return answer(kept, context);
        const response = await execute(operation, context);
        keep(keys, response, context);
        return response;
      };
    },
    findAge: (context) => ages.get(context),
  };
}

/** A text that was put together keeps its thousands of parts, which take more room than it does. */
function join(text: string): string {
  return Buffer.from(text).toString();
}

/** Where the answer to a request may be. */
interface Keys {
  /** The one for all who may see the same, callers and anonymous ones apart. */
  readonly ofAll: string;
  /** The one for the caller alone; null for an anonymous one. */
  readonly ofCaller: string | null;
}

function buildKeys(
  graph: number,
  { cacheKey, variables }: EngineOperation,
  { accessToken }: ExecutionContext,
): Keys {
  const ofAll = buildRequestKey([graph, cacheKey, variables, accessToken !== null]);
  return { ofAll, ofCaller: accessToken === null ? null : buildRequestKey([ofAll, accessToken]) };
}

function findFresh(memory: BoundedMemory<KeptAnswer>, key: string | null): KeptAnswer | null {
  const kept = key === null ? undefined : memory.find(key);
  if (kept === undefined) return null;
  const ageMs = performance.now() - kept.keptAt;
  return ageMs < kept.freshness.maxAgeSeconds * 1000 ? kept : null;
}
