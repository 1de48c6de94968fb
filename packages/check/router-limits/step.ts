import { type OperationDefinitionNode, print } from "graphql";
import type { Problem } from "../../composition/problem.ts";
import { createArgumentReader } from "../../limits/cost/argument-values.ts";
import { findCostExcess } from "../../limits/cost/cost-excess.ts";
import { buildCostRules } from "../../limits/cost/cost-rules.ts";
import { type CostedGraph, estimateCost } from "../../limits/cost/estimate-cost.ts";
import { findByteExcess, findExcess } from "../../limits/document-limits.ts";
import type { OperationLimits } from "../../limits/variables.ts";
import { locateNode } from "../../server/stored-operations/operation-fault.ts";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import { buildApiSchema, buildSupergraph } from "../api-schema.ts";
import type { CheckStep, Graph } from "../step.ts";
import { buildSkippedResult, buildStepResult, formatCount, NOTHING_COMPOSED } from "../step-result.ts";

/**
 * Measures every stored operation by the limits of the router, which refuses what is beyond one. They are read from the
 * environment, as the router reads them. Variables have their defaults, else those of the arguments that they stand for.
 *
 * details: `{ operations: [{ name, file, cost }] }`.
 */
export const routerLimitsStep: CheckStep = {
  name: "router-limits",
  title: "Router limits",
  run: async ({ head, operations, limits }) => {
    if (head === null) return buildSkippedResult(NOTHING_COMPOSED);
    if (operations.length === 0) return buildSkippedResult("skipped: there are no stored operations");
    const measure = createMeasure(head, limits);
    const measured = operations.map((operation) => ({ operation, ...measure(operation) }));
    const findings = measured.flatMap(({ operation, excess }) =>
      excess === null ? [] : [buildFinding(operation, excess)],
    );
    const refused = findings.length === 0 ? "all within the limits" : `${findings.length} would be refused`;
    const summary = `${formatCount(operations.length, "stored operation")}, ${refused}`;
    const details = {
      operations: measured.map(({ operation: { name, file }, cost }) => ({ name, file, cost })),
    };
    return buildStepResult(summary, findings, details);
  },
};

function createMeasure(head: Graph, { document: limits, cost: costLimits }: OperationLimits) {
  const graph: CostedGraph = {
    schema: buildApiSchema(head),
    rules: buildCostRules(buildSupergraph(head).schema),
    assumedListSize: costLimits.assumedListSize,
  };
  return ({ document }: StoredOperation) => {
    const text = print(document);
    const [operation] = document.definitions as readonly [OperationDefinitionNode];
    const cost = estimateCost(graph, document, operation, createArgumentReader(operation, {}));
    const excess = findByteExcess(text, limits) ?? findExcess(text, limits) ?? findCostExcess(cost, costLimits);
    return { cost, excess };
  };
}

function buildFinding({ name, file, document }: StoredOperation, excess: string): Problem {
  const [operation] = document.definitions;
  const { line, column } = operation ? locateNode(operation) : { line: null, column: null };
  return {
    severity: "error",
    code: "ROUTER_REFUSES",
    message: `${name}: the router refuses it. ${excess}`,
    mend: "Ask for less, or raise the variable in brackets where the router and this check run.",
    places: [{ file, line, column, subgraph: null }],
  };
}
