import type { FetchNode, PlanNode, QueryPlan } from "@apollo/query-planner";
import { parse, print } from "graphql";
import type { ExplainedFetch, ExplainedNode } from "./explained-plan.ts";

type TopNode = NonNullable<QueryPlan["node"]>;
type Path = ExplainedFetch["path"];

/** How a fetch went. */
export type FetchOutcome = Omit<ExplainedFetch, "kind" | "operationKind">;

const NOT_SENT = {
  startedAfterMilliseconds: null,
  milliseconds: null,
  representations: null,
  errorCode: null,
  statements: null,
} as const;

/** Joins a plan of Apollo's planner with how its fetches went; those without an outcome were not sent. */
export function buildExplainedNode(node: TopNode, outcomes: readonly FetchOutcome[]): ExplainedNode {
  const remaining = [...outcomes];
  const build = (child: TopNode | PlanNode, path: Path): ExplainedNode => {
    switch (child.kind) {
      case "Fetch":
        return buildFetch(child, path, takeOutcome(remaining, child, path));
      case "Flatten":
        return build(child.node, [...path, ...child.path]);
      case "Sequence":
      case "Parallel":
        return { kind: child.kind, nodes: child.nodes.map((next) => build(next, path)) };
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

function buildFetch(node: FetchNode, path: Path, outcome: FetchOutcome | null): ExplainedFetch {
  const { serviceName, operationKind, operation } = node;
  const known = {
    kind: "Fetch",
    serviceName,
    operationKind,
    operation: print(parse(operation)),
    path,
  } as const;
  if (outcome === null) return { ...known, ...NOT_SENT };
  const { startedAfterMilliseconds, milliseconds, representations, errorCode, statements } = outcome;
  return { ...known, startedAfterMilliseconds, milliseconds, representations, errorCode, statements };
}

/** A plan may hold the same fetch twice: each outcome is taken once. */
function takeOutcome(remaining: FetchOutcome[], node: FetchNode, path: Path): FetchOutcome | null {
  const index = remaining.findIndex(
    (outcome) =>
      outcome.serviceName === node.serviceName &&
      outcome.operation === node.operation &&
      outcome.path.join() === path.join(),
  );
  return index < 0 ? null : (remaining.splice(index, 1)[0] ?? null);
}
