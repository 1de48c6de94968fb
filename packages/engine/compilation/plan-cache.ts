import { type BoundedCache, type CacheCounts, createBoundedCache } from "../bounded-cache.ts";
import type { Conditions } from "../operation/conditions.ts";
import type { CompiledOperation } from "./compile-operation.ts";

/**
 * Operations kept in each cache. New operations of one caller may displace those that others ask for less often; these
 * are planned again, in the turn of the caller who asks. An operation that comes again while a thousand others are
 * planned, which takes seconds, stays.
 */
export const DEFAULT_MAXIMUM_OPERATIONS = 1_000;

/** Where the plan of one operation is kept, for one choice of its conditions and overrides. */
export interface PlanSlot {
  readonly cache: BoundedCache<CompiledOperation | Error>;
  readonly key: string;
}

/** A cache of plans, failures included. */
export function createPlanCache(maximumOperations: number) {
  const plain = createBoundedCache<CompiledOperation | Error>(maximumOperations);
  /** Plans that depend on conditions or overrides. Most operations have none, so their key needs no concatenation. */
  const decided = createBoundedCache<CompiledOperation | Error>(maximumOperations);
  return {
    /**
     * @param cacheKey identifies the operation, and what the caller may see
     * @param labels the progressive overrides that are on
     */
    locate(cacheKey: string, conditions: Conditions, labels: readonly string[]): PlanSlot {
      const decisions = `${formatConditions(conditions)}${labels.join()}`;
      return decisions === "" ? { cache: plain, key: cacheKey } : { cache: decided, key: `${decisions} ${cacheKey}` };
    },
    count(): CacheCounts {
      const [one, other] = [plain.count(), decided.count()];
      return {
        hits: one.hits + other.hits,
        misses: one.misses + other.misses,
        size: one.size + other.size,
      };
    },
  };
}

/** The plan in a slot, compiled if there is none. An error is kept too: planning again would block the process again. */
export function compileOnce({ cache, key }: PlanSlot, compile: () => CompiledOperation): CompiledOperation | Error {
  return cache.get(key, () => {
    try {
      return compile();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  });
}

/** Besides conditions, which variables are null differs from request to request, so those have their names. */
function formatConditions(conditions: Conditions): string {
  const entries = Object.entries(conditions);
  return entries.map(([name, value]) => (value === null ? `${name}?` : Number(value))).join("");
}
