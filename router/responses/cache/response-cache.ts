import { findOwner } from "../../../packages/identity/request-owner.ts";
import { createBoundedMemory } from "../../../packages/server/bounded-memory.ts";
import type { SharedValues } from "../../shared-state/shared-values.ts";
import { buildCacheKeys, type CacheKeys } from "../cache-keys.ts";
import type { Execute, ExecutionContext } from "../execute.ts";
import { isShareable } from "../shareable-queries.ts";
import type { DatedResponse, Freshness } from "./freshness.ts";
import type { KeptAnswer } from "./kept-answer.ts";
import { createSharedAnswers, type FoundAnswer } from "./shared-answers.ts";

/** How fresh the answer to a request is. */
export interface AnswerAge {
  readonly freshness: Freshness;
  /** Since subgraphs answered it. */
  readonly ageSeconds: number;
}

/** Keeps answers as long as subgraphs allow it. */
export type ResponseCache = ReturnType<typeof createResponseCache>;

/**
 * Makes a cache of `maximumBytes`. It keeps answers to queries, without errors, if every subgraph that took part allows
 * it (cache-keys.ts says how it finds them). Private answers to anonymous callers are not kept: such callers cannot be
 * told apart. When the cache is full, the caller that has most of it makes room, or the network of anonymous callers. So
 * a caller with many queries does not push out the others' answers.
 * @param isPersonal whether every answer is private: a hook may ask subgraphs by who the caller is
 * @param sharedValues where other routers find the answers, and this one finds theirs; null: nowhere
 */
export function createResponseCache(maximumBytes: number, isPersonal: boolean, sharedValues: SharedValues | null) {
  const memory = createBoundedMemory<KeptAnswer>(maximumBytes, ({ data }) => data.length);
  const ages = new WeakMap<object, AnswerAge>();
  const shared = sharedValues === null ? null : createSharedAnswers(sharedValues);

  function findFresh(key: string | null): KeptAnswer | null {
    const kept = key === null ? undefined : memory.find(key);
    if (kept === undefined) return null;
    const ageMs = performance.now() - kept.keptAt;
    return ageMs < kept.freshness.maxAgeSeconds * 1000 ? kept : null;
  }

  const findKept = ({ ofCaller, ofAll }: CacheKeys) => findFresh(ofCaller) ?? findFresh(ofAll);

  function answer(kept: KeptAnswer, context: ExecutionContext): DatedResponse {
    const { data, freshness, answerHeaders, keptAt } = kept;
    context.summary.isCached = true;
    ages.set(context, { freshness, ageSeconds: Math.floor((performance.now() - keptAt) / 1000) });
    return { data, errors: [], freshness, ...(answerHeaders === undefined ? {} : { answerHeaders }) };
  }

  /** @returns what is kept, and under which key; null: it is not kept */
  function keep(keys: CacheKeys, response: DatedResponse, context: ExecutionContext): FoundAnswer | null {
    const { data, freshness: told, answerHeaders } = response;
    if (!isComplete(response) || data === null || told === null || told.maxAgeSeconds <= 0) return null;
    // A cookie is for one client alone.
    if (answerHeaders?.has("set-cookie")) return null;
    const freshness = isPersonal ? { ...told, isPrivate: true } : told;
    ages.set(context, { freshness, ageSeconds: 0 });
    const key = freshness.isPrivate ? keys.ofCaller : keys.ofAll;
    if (key === null) return null;
    const kept = { data: join(data), freshness, answerHeaders, keptAt: performance.now() };
    memory.remember(key, kept, findOwner(context));
    return { key, kept };
  }

  /** An answer of another router is this one's, too. */
  async function adopt(finding: Promise<FoundAnswer | null>, context: ExecutionContext): Promise<KeptAnswer | null> {
    const found = await finding;
    if (found === null) return null;
    memory.remember(found.key, found.kept, findOwner(context));
    return found.kept;
  }

  return {
    /**
     * Looks for an answer before it executes a query. Different graphs share only the room.
     * @param supergraph the hash of the graph's
     */
    cacheResponses(execute: Execute<DatedResponse>, supergraph: string): Execute {
      return async (operation, context, observer) => {
        if (!isShareable(operation, observer)) return execute(operation, context, observer);
        const keys = buildCacheKeys(supergraph, operation, context);
        const kept = findKept(keys);
        if (kept !== null) return answer(kept, context);
        const found = shared === null ? null : await adopt(shared.find(supergraph, operation, keys), context);
        if (found !== null) return answer(found, context);
        const response = await execute(operation, context);
        const answered = keep(keys, response, context);
        if (isComplete(response)) shared?.keep(supergraph, operation, answered);
        return response;
      };
    },
    /** The age of the answer to a request; undefined: no cache may keep it. */
    findAge: (context: object): AnswerAge | undefined => ages.get(context),
  };
}

/** Whether a response is all of the answer. If not, it is not kept, and does not tell whether other answers are. */
function isComplete({ errors, deferred }: DatedResponse): boolean {
  return errors.length === 0 && deferred === undefined;
}

/** A concatenated text keeps its thousands of parts, which take more room than a copy. */
function join(text: string): string {
  return Buffer.from(text).toString();
}
