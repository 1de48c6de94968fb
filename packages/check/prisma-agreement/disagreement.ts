import type { Place } from "../../composition/problem.ts";

/** Where Prisma and the SDL, or Prisma and the code, can disagree. Each is silenced by its name. */
export const RULES = [
  "nullable-column",
  "key-without-unique-index",
  "unindexed-filter",
  "unindexed-order",
  "missing-enum-value",
] as const;

export type RuleName = (typeof RULES)[number];

/** What one rule found. */
export interface Disagreement {
  readonly rule: RuleName;
  /** The elements of schema.prisma above which a comment silences it, the customary one first. */
  readonly subjects: readonly [string, ...string[]];
  /** Full sentences, both. */
  readonly message: string;
  readonly mend: string;
  /** The most telling first. */
  readonly places: readonly Place[];
}
