import type { FetchNode, QueryPlan } from "@apollo/query-planner";
import type { DeferredFetches } from "../../../packages/engine/compilation/delivery-plan.ts";
import type { ExecutionObserver } from "../../../packages/engine/engine.ts";
import type { ObservedFetch } from "../../../packages/engine/fetch-observer.ts";
import { readSubgraphErrors } from "../../../packages/engine/subgraph-errors.ts";
import type { SubgraphResponse } from "../../../packages/engine/subgraph-transport.ts";
import {
  type ExecutedStatement,
  millisecondsSince,
  roundMilliseconds,
  STATEMENTS_EXTENSION,
} from "../../../packages/server/graphql/executed-statements.ts";
import { isRecord } from "../../../packages/server/is-record.ts";
import { buildExplainedNode, type FetchOutcome } from "./build-explained-node.ts";
import type { ExplainedPlan } from "./explained-plan.ts";

/** Gathers how one operation is executed. */
export type Explanation = ReturnType<typeof createExplanation>;

/**
 * Starts the explanation of one operation.
 * @param wantsStatements whether subgraphs are asked for their SQL statements
 */
export function createExplanation(wantsStatements: boolean) {
  let startedAt = performance.now();
  let planningMilliseconds = 0;
  let plan: QueryPlan | null = null;
  let deferred: DeferredFetches = new Map();
  const startsOfFetches = new Map<ObservedFetch, number>();
  const outcomes = new Map<FetchNode, FetchOutcome>();
  const observer: ExecutionObserver = {
    planned(resolved, deferredFetches = deferred) {
      plan = resolved;
      deferred = deferredFetches;
      planningMilliseconds = millisecondsSince(startedAt);
    },
    fetchStarted(fetch) {
      startsOfFetches.set(fetch, performance.now());
    },
    fetchEnded(fetch, result) {
      const fetchStartedAt = startsOfFetches.get(fetch) ?? startedAt;
      const outcome = {
        startedAfterMilliseconds: roundMilliseconds(fetchStartedAt - startedAt),
        milliseconds: millisecondsSince(fetchStartedAt),
        errorCode: findErrorCode(result),
        statements: wantsStatements ? readStatements(result) : null,
      };
      for (const { node, representations } of fetch.nodes) outcomes.set(node, { ...outcome, representations });
    },
  };
  return {
    /** Called when the operation goes to the engine. @returns its observer */
    begin(): ExecutionObserver {
      startedAt = performance.now();
      return observer;
    },
    /** Called when all is done. */
    build: (): ExplainedPlan => ({
      kind: "QueryPlan",
      milliseconds: millisecondsSince(startedAt),
      planningMilliseconds,
      node: plan?.node === undefined ? null : buildExplainedNode(plan.node, outcomes, deferred),
    }),
  };
}

function findErrorCode(result: SubgraphResponse | Error): string | null {
  const code =
    result instanceof Error ? "code" in result && result.code : readSubgraphErrors(result.errors)[0]?.extensions.code;
  return typeof code === "string" ? code : null;
}

/** Reads the statements that a subgraph tells; null: they do not have the right form. */
function readStatements(result: SubgraphResponse | Error): ExecutedStatement[] | null {
  const extensions = "extensions" in result ? result.extensions : null;
  const told = isRecord(extensions) ? extensions[STATEMENTS_EXTENSION] : null;
  if (!Array.isArray(told)) return null;
  return told.flatMap((statement: Partial<ExecutedStatement> | null) => {
    const { sql, milliseconds } = statement ?? {};
    return typeof sql === "string" && typeof milliseconds === "number" ? [{ sql, milliseconds }] : [];
  });
}
