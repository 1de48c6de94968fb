import type { MaybeCaller } from "../../../packages/identity/caller.ts";

/** A request with this header, set to `1`, asks for its query plan. */
const QUERY_PLAN_HEADER = "apollo-query-plan";

/** The scope by which a caller may see query plans in production. */
const EXPLAIN_SCOPE = "graph:explain";

/** Whether a request asks for its query plan and may see it: in development every caller, in production by scope. */
export function isExplanationWanted(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  caller: MaybeCaller,
  isProduction: boolean,
): boolean {
  if (headers[QUERY_PLAN_HEADER] !== "1") return false;
  return !isProduction || caller?.scopes.has(EXPLAIN_SCOPE) === true;
}
