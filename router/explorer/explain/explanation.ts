import type { QueryPlan } from "@apollo/query-planner";
import type { MaybeCaller } from "../../../identity/caller.ts";
import { millisecondsSince, roundMilliseconds } from "../../../service/executed-statements.ts";
import { buildExplainedNode } from "./build-explained-node.ts";
import type { ExplainedFetch, ExplainedPlan } from "./explained-plan.ts";

/** A request with this header, set to `1`, asks for its query plan. */
const QUERY_PLAN_HEADER = "apollo-query-plan";

/** The scope by which a caller may see query plans in production. */
const EXPLAIN_SCOPE = "graph:explain";

/** A fetch that was sent, known in the plan by its subgraph, its place and its operation. */
export type SentFetch = Omit<ExplainedFetch, "kind" | "operationKind" | "startedAfterMilliseconds"> & {
  /** A moment of `performance.now()`. */
  readonly startedAt: number;
};

/** Gathers what happens while one operation is executed; each request that is explained has one of its own. */
export interface Explanation {
  /** Called when the operation goes to the planner. */
  begin(): void;
  /** Called when its plan is known. */
  setPlan(plan: QueryPlan): void;
  addFetch(fetch: SentFetch): void;
  /** What to tell the client when all is done. */
  build(): ExplainedPlan;
}

/** Whether a request asks for its query plan and its caller may have it: anybody in development, else by scope. */
export function isExplanationWanted(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  caller: MaybeCaller,
  isProduction: boolean,
): boolean {
  if (headers[QUERY_PLAN_HEADER] !== "1") return false;
  return !isProduction || caller?.scopes.has(EXPLAIN_SCOPE) === true;
}

/** Starts the explanation of one operation. */
export function createExplanation(): Explanation {
  let startedAt = performance.now();
  let planningMilliseconds = 0;
  let plan: QueryPlan | null = null;
  const fetches: SentFetch[] = [];
  return {
    begin() {
      startedAt = performance.now();
    },
    setPlan(resolved) {
      plan = resolved;
      planningMilliseconds = millisecondsSince(startedAt);
    },
    addFetch: (fetch) => void fetches.push(fetch),
    build: () => ({
      kind: "QueryPlan",
      milliseconds: millisecondsSince(startedAt),
      planningMilliseconds,
      node:
        plan?.node === undefined ? null : buildExplainedNode(plan.node, describeFetches(fetches, startedAt)),
    }),
  };
}

function describeFetches(fetches: readonly SentFetch[], planStartedAt: number) {
  return fetches.map(({ startedAt, ...fetch }) => ({
    ...fetch,
    startedAfterMilliseconds: roundMilliseconds(startedAt - planStartedAt),
  }));
}
