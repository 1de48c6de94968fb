import type { Place } from "../../../composition/problem.ts";

/** How a query reads one model. */
export interface ModelQuery {
  readonly model: string;
  readonly filter: Condition;
  /** The column it is ordered by first; null when it is not, or not by a column of this model. */
  readonly orderedBy: string | null;
  readonly place: Place;
}

/** What a query asks of the rows of one model; columns by the names of their fields in schema.prisma. */
export type Condition =
  | { readonly kind: "column"; readonly column: string }
  /** Compared with a column of another table: either side's index will do. */
  | { readonly kind: "join"; readonly column: string }
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] }
  /** It says nothing about this model. */
  | { readonly kind: "none" }
  /** It is put together at run time, so that there is no telling what it says. */
  | { readonly kind: "unknown" };

export const NONE: Condition = { kind: "none" };
export const UNKNOWN: Condition = { kind: "unknown" };

/** Every column that a condition mentions. */
export function listColumns(condition: Condition): string[] {
  if (condition.kind === "column" || condition.kind === "join") return [condition.column];
  return "parts" in condition ? condition.parts.flatMap(listColumns) : [];
}

/** Whether some of the condition is put together at run time. */
export function hasUnknown(condition: Condition): boolean {
  return condition.kind === "unknown" || ("parts" in condition && condition.parts.some(hasUnknown));
}
