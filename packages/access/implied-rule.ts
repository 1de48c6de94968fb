import type { AccessRule, Alternatives } from "../identity/access-rule.ts";

/**
 * Whether every caller who satisfies all of `given` also satisfies `rule`. False, to be safe, when there are too many
 * combinations to compare. Each given rule asks at least for a token.
 */
export function isImpliedBy(rule: AccessRule, given: readonly AccessRule[]): boolean {
  const scopes = combineAll(given.map((one) => one.scopes));
  const policies = combineAll(given.map((one) => one.policies));
  return given.length > 0 && areCovered(scopes, rule.scopes) && areCovered(policies, rule.policies);
}

/** Composition joins a few short lists for an interface: it makes no larger rule. */
const MAXIMUM_ALTERNATIVES = 1000;

/** All of `lists` as one list of alternatives; null when that would be too long. */
function combineAll(lists: readonly Alternatives[]): Alternatives | null {
  let combined: Alternatives = [[]];
  for (const list of new Set(lists)) {
    if (list.length === 0) continue;
    if (combined.length * list.length > MAXIMUM_ALTERNATIVES) return null;
    combined = combined.flatMap((left) => list.map((right) => [...left, ...right]));
  }
  return combined;
}

/** Whether each way to hold `combined` is also a way to hold `wanted`. */
function areCovered(combined: Alternatives | null, wanted: Alternatives): boolean {
  if (wanted.length === 0) return true;
  if (combined === null) return false;
  return combined.every((held) => wanted.some((needed) => needed.every((name) => held.includes(name))));
}
