import type { PlanNode, QueryPlan } from "@apollo/query-planner";
import type { FetchPath, PlannedFetch } from "./planned-fetch.ts";

type TopNode = NonNullable<QueryPlan["node"]>;
type Fetches = ReadonlySet<PlannedFetch>;

/** Where a subtree of the plan stands. */
interface Place {
  readonly path: FetchPath;
  /** The fetches before it. */
  readonly after: Fetches;
}

/**
 * The fetches of a plan, each with those it waits for, so that each comes after those.
 * @throws Error on a node that only incremental delivery, subscriptions or conditions have: those are resolved before
 */
export function flattenPlan(plan: QueryPlan): readonly PlannedFetch[] {
  const fetches: PlannedFetch[] = [];

  /** Returns the fetches that whatever follows the node has to wait for. */
  function visit(node: TopNode | PlanNode | undefined, place: Place): Fetches {
    switch (node?.kind) {
      case undefined:
        return place.after;
      case "Fetch": {
        const fetch = { node, path: place.path, dependencies: place.after };
        fetches.push(fetch);
        return new Set([fetch]);
      }
      case "Flatten":
        return visit(node.node, { ...place, path: [...place.path, ...node.path.map(String)] });
      case "Sequence":
        return node.nodes.reduce((after, child) => visit(child, { ...place, after }), place.after);
      case "Parallel":
        return joinExits(
          place.after,
          node.nodes.map((child) => visit(child, place)),
        );
      default:
        throw new Error(`the engine cannot execute a plan with a ${node?.kind} node`);
    }
  }

  visit(plan.node, { path: [], after: new Set() });
  return fetches;
}

/** A branch of nothing ends where it begins, and nobody has to wait for that once another branch has. */
function joinExits(before: Fetches, exits: readonly Fetches[]): Fetches {
  const ends = exits.filter((exit) => exit !== before);
  return ends.length === 0 ? before : new Set(ends.flatMap((exit) => [...exit]));
}
