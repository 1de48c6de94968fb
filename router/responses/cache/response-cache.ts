import { findOwner } from "../../../packages/identity/request-owner.ts";
import { type BoundedMemory, createBoundedMemory } from "../../../packages/server/bounded-memory.ts";
import type { AnswerHeaders } from "../../header-rules/answer-headers.ts";
import { buildCacheKeys, type CacheKeys } from "../cache-keys.ts";
import type { Execute, ExecutionContext } from "../execute.ts";
import { isShareable } from "../shareable-queries.ts";
import type { DatedResponse, Freshness } from "./freshness.ts";

/** How fresh the answer to a request is. */
export interface AnswerAge {
  readonly freshness: Freshness;
  /** Since subgraphs answered it. */
  readonly ageSeconds: number;
}

/** Keeps answers as long as subgraphs allow it. */
export type ResponseCache = ReturnType<typeof createResponseCache>;

interface KeptAnswer {
  readonly data: string;
  readonly freshness: Freshness;
  readonly answerHeaders: AnswerHeaders | undefined;
  /** On the clock of `performance`. */
  readonly keptAt: number;
}

/**
 * Makes a cache of `maximumBytes`. It keeps answers to queries, without errors, if every subgraph that took part allows
 * it (cache-keys.ts says how it finds them). Private answers to anonymous callers are not kept: such callers cannot be
 * told apart. When the cache is full, the caller that has most of it makes room, or the network of anonymous callers. So
 * a caller with many queries does not push out the others' answers.
 * @param isPersonal whether every answer is private: a hook may ask subgraphs by who the caller is
 */
export function createResponseCache(maximumBytes: number, isPersonal = false) {
  const memory = createBoundedMemory<KeptAnswer>(maximumBytes, ({ data }) => data.length);
  const ages = new WeakMap<object, AnswerAge>();
  let graphs = 0;

  function answer(kept: KeptAnswer, context: ExecutionContext): DatedResponse {
    const { data, freshness, answerHeaders, keptAt } = kept;
    context.summary.isCached = true;
    ages.set(context, { freshness, ageSeconds: Math.floor((performance.now() - keptAt) / 1000) });
    return { data, errors: [], freshness, ...(answerHeaders === undefined ? {} : { answerHeaders }) };
  }

  function keep(
    keys: CacheKeys,
    { data, freshness: told, errors, answerHeaders, deferred }: DatedResponse,
    context: ExecutionContext,
  ): void {
    // Only a whole answer is kept.
    if (deferred !== undefined || data === null || errors.length > 0 || told === null || told.maxAgeSeconds <= 0)
      return;
    // A cookie is for one client alone.
    if (answerHeaders?.has("set-cookie")) return;
    const freshness = isPersonal ? { ...told, isPrivate: true } : told;
    ages.set(context, { freshness, ageSeconds: 0 });
    const key = freshness.isPrivate ? keys.ofCaller : keys.ofAll;
    if (key === null) return;
    const kept = { data: join(data), freshness, answerHeaders, keptAt: performance.now() };
    memory.remember(key, kept, findOwner(context));
  }

  return {
    /** Looks for an answer before it executes a query. Different graphs share only the room. */
    cacheResponses(execute: Execute<DatedResponse>): Execute {
      graphs += 1;
      const graph = graphs;
      return async (operation, context, observer) => {
        if (!isShareable(operation, observer)) return execute(operation, context, observer);
        const keys = buildCacheKeys(graph, operation, context);
        const kept = findFresh(memory, keys.ofCaller) ?? findFresh(memory, keys.ofAll);
        if (kept !== null) return answer(kept, context);
        const response = await execute(operation, context);
        keep(keys, response, context);
        return response;
      };
    },
    /** The age of the answer to a request; undefined: no cache may keep it. */
    findAge: (context: object): AnswerAge | undefined => ages.get(context),
  };
}

/** A concatenated text keeps its thousands of parts, which take more room than a copy. */
function join(text: string): string {
  return Buffer.from(text).toString();
}

function findFresh(memory: BoundedMemory<KeptAnswer>, key: string | null): KeptAnswer | null {
  const kept = key === null ? undefined : memory.find(key);
  if (kept === undefined) return null;
  const ageMs = performance.now() - kept.keptAt;
  return ageMs < kept.freshness.maxAgeSeconds * 1000 ? kept : null;
}
