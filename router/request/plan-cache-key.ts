/**
 * The key under which a plan is kept: the document's hash, the operation's name, and what authorization has left of it
 * (`variant`; "" is all). Callers for whom the same is left share a plan.
 */
export function buildPlanCacheKey(queryHash: string, operationName: string | null, variant: string): string {
  // A hash has always the same length, and a variant is of digits.
  return `${queryHash}${variant} ${operationName ?? ""}`;
}
