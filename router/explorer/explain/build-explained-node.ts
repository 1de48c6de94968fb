import type { FetchNode, PlanNode, QueryPlan } from "@apollo/query-planner";
import { parse, print } from "graphql";
import type { DeferredFetches } from "../../../packages/engine/compilation/delivery-plan.ts";
import type { ResponsePart } from "../../../packages/engine/operation/response-parts.ts";
import type { ExplainedFetch, ExplainedNode } from "./explained-plan.ts";

type TopNode = NonNullable<QueryPlan["node"]>;
type SubscriptionNode = Extract<TopNode, { kind: "Subscription" }>;
type Path = ExplainedFetch["path"];

/** How a fetch went. */
export type FetchOutcome = Omit<
  ExplainedFetch,
  "kind" | "operationKind" | "serviceName" | "operation" | "path" | "deferredFragments"
>;

const NOT_SENT = {
  startedAfterMilliseconds: null,
  milliseconds: null,
  representations: null,
  errorCode: null,
  statements: null,
} as const satisfies FetchOutcome;

/** Joins a plan of Apollo's planner with the outcomes of its fetches. A fetch without an outcome was not sent. */
export function buildExplainedNode(
  node: TopNode,
  outcomes: ReadonlyMap<FetchNode, FetchOutcome>,
  deferred: DeferredFetches,
): ExplainedNode {
  const build = (child: TopNode | PlanNode, path: Path): ExplainedNode => {
    switch (child.kind) {
      case "Fetch":
        return {
          ...describeFetch(child, path),
          deferredFragments: (deferred.get(child) ?? []).map(nameFragment),
          ...(outcomes.get(child) ?? NOT_SENT),
        };
      case "Flatten":
        return build(child.node, [...path, ...child.path]);
      case "Sequence":
      case "Parallel":
        return { kind: child.kind, nodes: child.nodes.map((next) => build(next, path)) };
      // Each event is the answer to the first fetch.
      case "Subscription":
        return { kind: "Sequence", nodes: listSteps(child).map((next) => build(next, path)) };
      case "Condition":
        return {
          kind: "Condition",
          condition: child.condition,
          ifClause: child.ifClause === undefined ? null : build(child.ifClause, path),
          elseClause: child.elseClause === undefined ? null : build(child.elseClause, path),
        };
      default:
        throw new Error(`the router cannot execute a plan with a ${child.kind} node`);
    }
  };
  return build(node, []);
}

function listSteps({ primary, rest }: SubscriptionNode): readonly PlanNode[] {
  if (rest === undefined) return [primary];
  return rest.kind === "Sequence" ? [primary, ...rest.nodes] : [primary, rest];
}

function describeFetch({ serviceName, operationKind, operation }: FetchNode, path: Path) {
  return { kind: "Fetch", serviceName, operationKind, operation: print(parse(operation)), path } as const;
}

function nameFragment({ label, path }: ResponsePart): string {
  return label ?? (path === "" ? "the root" : path.replaceAll("/", "."));
}
