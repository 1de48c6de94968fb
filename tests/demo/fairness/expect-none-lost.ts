import type { FairnessRow } from "./fairness-row.ts";
import type { FloodFigures } from "./serve-during-flood.ts";

/** The row of an attack that may cost the usual clients no request, and no more than `longestP99Ms`. */
export function expectNoneLost(
  what: string,
  { requests, lost, usualP99Ms, p99Ms, losses, sent }: FloodFigures,
  longestP99Ms: number,
): Omit<FairnessRow, "attack"> {
  return {
    attacker: `${what}; ${sent}${losses.length > 0 ? `; others got ${losses[0]}` : ""}`,
    requests,
    lost,
    usualP99Ms,
    p99Ms,
    promise: `none lost, p99 ≤ ${longestP99Ms} ms`,
    isKept: lost === 0,
    isInBounds: (p99Ms ?? Infinity) <= longestP99Ms,
  };
}
