import { remember } from "../../packages/engine/remember.ts";
import { findRefusal } from "../../packages/identity/access-rule.ts";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createLatestMap } from "../../packages/server/latest-map.ts";
import { type FilteredOperation, filterOperation } from "./filter-operation.ts";
import type { GuardedNode, OperationAccess } from "./operation-access.ts";

/** What is left of an operation for a caller. */
export interface FilteredForCaller extends FilteredOperation {
  /** Tells this filtering apart from any other of the same operation. */
  readonly variant: string;
  /** Whether an answer can come in parts: a null that went further might reach an object that the client has already. */
  readonly mayComeInParts: boolean;
}

/** Filters one operation for each caller. */
export type OperationFilter = ReturnType<typeof createOperationFilter>;

/** Callers differ by what they were granted, and there are few kinds of them; an attacker cannot mint more. */
const MAXIMUM_VARIANTS = 64;

/** Remembers what is left of the operation for each of the last kinds of callers to ask: those the rules tell apart. */
export function createOperationFilter(access: OperationAccess) {
  const variants = createLatestMap<FilteredForCaller>(MAXIMUM_VARIANTS);
  return {
    access,
    policies: new Set(access.rules.flatMap(({ policies }) => policies.flat())),
    /** What is left for `caller`; null when that is all of it. */
    findFiltered(caller: MaybeCaller): FilteredForCaller | null {
      const satisfied = access.rules.map((rule) => findRefusal(rule, caller) === null);
      if (satisfied.every(Boolean)) return null;
      const variant = satisfied.map(Number).join("");
      const filtered = remember(variants, variant, () => {
        const rules = new Set(access.rules.filter((_rule, index) => satisfied[index]));
        const operation = filterOperation(access, rules);
        const isNullable = (node: GuardedNode) => access.guards.get(node)?.isNullable === true;
        return { ...operation, variant, mayComeInParts: [...operation.refused].every(isNullable) };
      });
      return filtered.refused.size === 0 ? null : filtered;
    },
  };
}
