import { compareText } from "../../composition/compare-text.ts";

/** Scopes and policies that are needed together, with a token. */
export interface Grant {
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}

/**
 * The callers who may see a field: all, all with a token, or those with one of the grants. Each access has exactly one
 * form: no grant contains another one, and everything is sorted.
 */
export type FieldAccess = "public" | "authenticated" | readonly Grant[];

const BARE_TOKEN: Grant = { scopes: [], policies: [] };

/** More grants cannot be reviewed. A schema whose rules multiply to more is refused. */
const MAXIMUM_GRANTS = 1000;

/** The access of callers with one of `grants`; of all with a token if one of them is empty. */
export function buildAccess(grants: readonly Grant[]): FieldAccess {
  const sorted = [...new Map(grants.map(sortGrant).map((grant) => [toKey(grant), grant])).values()];
  const least = sorted.filter((grant) => !sorted.some((other) => other !== grant && covers(grant, other)));
  if (least.some((grant) => covers(BARE_TOKEN, grant))) return "authenticated";
  return least.toSorted((one, other) => compareText(toKey(one), toKey(other)));
}

/** The access of callers who have both accesses. Throws when that is more than `MAXIMUM_GRANTS`. */
export function requireBoth(one: FieldAccess, other: FieldAccess): FieldAccess {
  if (one === "public") return other;
  if (other === "public" || one === other) return one;
  const [left, right] = [listGrants(one), listGrants(other)];
  if (left.length * right.length > MAXIMUM_GRANTS) {
    throw new Error(`More than ${MAXIMUM_GRANTS} combinations of scopes and policies.`);
  }
  return buildAccess(left.flatMap((first) => right.map((second) => joinGrants(first, second))));
}

/** Whether a caller with `grant`, or without a token (null), is let in. */
export function isLetIn(grant: Grant | null, access: FieldAccess): boolean {
  if (access === "public") return true;
  return grant !== null && listGrants(access).some((needed) => covers(grant, needed));
}

/** Whether a caller is let in now who was not before. */
export function isEasier(now: FieldAccess, before: FieldAccess): boolean {
  const weakest = now === "public" ? [null] : listGrants(now);
  return weakest.some((caller) => !isLetIn(caller, before));
}

/** Whether both let in the same callers. */
export function isSameAccess(one: FieldAccess, other: FieldAccess): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** In words: `public`, `authenticated`, `scope a with scope b, or policy c`. */
export function describeAccess(access: FieldAccess): string {
  return typeof access === "string" ? access : access.map(describeGrant).join(", or ");
}

function describeGrant({ scopes, policies }: Grant): string {
  const needed = [...scopes.map((name) => `scope ${name}`), ...policies.map((name) => `policy ${name}`)];
  return needed.join(" with ");
}

function listGrants(access: Exclude<FieldAccess, "public">): readonly Grant[] {
  return access === "authenticated" ? [BARE_TOKEN] : access;
}

function covers(held: Grant, needed: Grant): boolean {
  return (
    needed.scopes.every((name) => held.scopes.includes(name)) &&
    needed.policies.every((name) => held.policies.includes(name))
  );
}

function joinGrants(one: Grant, other: Grant): Grant {
  return { scopes: [...one.scopes, ...other.scopes], policies: [...one.policies, ...other.policies] };
}

function sortGrant({ scopes, policies }: Grant): Grant {
  return { scopes: sortNames(scopes), policies: sortNames(policies) };
}

function sortNames(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted(compareText);
}

function toKey({ scopes, policies }: Grant): string {
  return JSON.stringify([scopes, policies]);
}
