import type { EngineOperation } from "../../../packages/engine/engine.ts";
import { createLatestMap } from "../../../packages/server/latest-map.ts";
import type { SharedValues } from "../../shared-state/shared-values.ts";
import type { CacheKeys } from "../cache-keys.ts";
import { describeKeptAnswer, type KeptAnswer, readKeptAnswer } from "./kept-answer.ts";

/** Of so many operations it is known whether their answers are kept at all. */
const MAXIMUM_OPERATIONS = 10_000;

/** A kept answer with its key. */
export interface FoundAnswer {
  readonly key: string;
  readonly kept: KeptAnswer;
}

/** Makes the answers that routers keep for each other, as long as each may be kept. */
export function createSharedAnswers(values: SharedValues) {
  const areKept = createLatestMap<boolean>(MAXIMUM_OPERATIONS);
  return {
    /** Does not ask for an operation whose last answer here was not kept: most graphs keep few. */
    async find(
      supergraph: string,
      { cacheKey }: EngineOperation,
      { ofCaller, ofAll }: CacheKeys,
    ): Promise<FoundAnswer | null> {
      if (areKept.get(cacheKey) === false) return null;
      const ids = ofCaller === null ? [ofAll] : [ofCaller, ofAll];
      const found = await values.find(ids.map((id) => ({ kind: "answer", supergraph, id })));
      const kept = found === null ? null : readKeptAnswer(found.value, found.remainingMs);
      return found === null || kept === null ? null : { key: found.name.id, kept };
    },
    /** @param answer the answer to the operation; null: it may not be kept */
    keep(supergraph: string, { cacheKey }: EngineOperation, answer: FoundAnswer | null): void {
      areKept.set(cacheKey, answer !== null);
      if (answer === null) return;
      const { key: id, kept } = answer;
      values.keep({ kind: "answer", supergraph, id }, describeKeptAnswer(kept), kept.freshness.maxAgeSeconds * 1_000);
    },
  };
}
