import type { PlanNode, QueryPlan } from "@apollo/query-planner";
import type { FetchPath, PlannedFetch } from "./planned-fetch.ts";

type TopNode = NonNullable<QueryPlan["node"]>;
type Fetches = ReadonlySet<PlannedFetch>;

interface Branch {
  readonly path: FetchPath;
  readonly after: Fetches;
}

/**
 * The fetches of a plan, each after those that it depends on.
 * @throws Error on a node for incremental delivery or conditions; conditions are resolved before planning
 */
export function flattenPlan(plan: QueryPlan): readonly PlannedFetch[] {
  const fetches: PlannedFetch[] = [];

  /** Returns the fetches that the nodes after this one depend on. */
  function visit(node: TopNode | PlanNode | undefined, branch: Branch): Fetches {
    switch (node?.kind) {
      case undefined:
        return branch.after;
      case "Fetch": {
        const fetch = { node, path: branch.path, dependencies: branch.after };
        fetches.push(fetch);
        return new Set([fetch]);
      }
      case "Flatten":
        return visit(node.node, { ...branch, path: [...branch.path, ...node.path.map(String)] });
      case "Sequence":
        return node.nodes.reduce((after, child) => visit(child, { ...branch, after }), branch.after);
      case "Parallel":
        return joinBranches(
          branch.after,
          node.nodes.map((child) => visit(child, branch)),
        );
      case "Subscription":
        return visit(node.rest, { ...branch, after: visit(node.primary, branch) });
      default:
        throw new Error(`the engine cannot execute a plan with a ${node?.kind} node`);
    }
  }

  visit(plan.node, { path: [], after: new Set() });
  return fetches;
}

/** An empty branch adds no dependency. */
function joinBranches(before: Fetches, branches: readonly Fetches[]): Fetches {
  const ends = branches.filter((end) => end !== before);
  return ends.length === 0 ? before : new Set(ends.flatMap((end) => [...end]));
}
