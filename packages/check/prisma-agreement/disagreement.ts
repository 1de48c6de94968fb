import type { Place } from "../../composition/problem.ts";

/** The ways in which Prisma may disagree with the SDL or the code. A comment silences each by its name. */
export const RULES = [
  "nullable-column",
  "key-without-unique-index",
  "unindexed-filter",
  "unindexed-order",
  "missing-enum-value",
] as const;

export type RuleName = (typeof RULES)[number];

/** A finding of one rule. */
export interface Disagreement {
  readonly rule: RuleName;
  /** A comment above any of these elements of schema.prisma silences it; the usual one comes first. */
  readonly subjects: readonly [string, ...string[]];
  readonly message: string;
  readonly mend: string;
  readonly places: readonly Place[];
}
