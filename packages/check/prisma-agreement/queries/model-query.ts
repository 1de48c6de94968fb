import type { Place } from "../../../composition/problem.ts";

/** How a query reads one model. */
export interface ModelQuery {
  readonly model: string;
  readonly filter: Condition;
  /** The first column it is ordered by; null when it has no order, or none by a column of this model. */
  readonly orderedBy: string | null;
  readonly place: Place;
}

/** A query's condition on the rows of one model. Columns have the names of their fields in schema.prisma. */
export type Condition =
  | { readonly kind: "column"; readonly column: string }
  /** Compared with a column of another table: an index on either side will do. */
  | { readonly kind: "join"; readonly column: string }
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] }
  | { readonly kind: "none" }
  /** Built at run time, so it is not known. */
  | { readonly kind: "unknown" };

export const NONE: Condition = { kind: "none" };
export const UNKNOWN: Condition = { kind: "unknown" };

/** Every column that a condition mentions. */
export function listColumns(condition: Condition): string[] {
  if (condition.kind === "column" || condition.kind === "join") return [condition.column];
  return "parts" in condition ? condition.parts.flatMap(listColumns) : [];
}

/** Whether a part of the condition is built at run time. */
export function hasUnknown(condition: Condition): boolean {
  return condition.kind === "unknown" || ("parts" in condition && condition.parts.some(hasUnknown));
}
