/**
 * Defect: Apollo's planner reads literals of custom scalars as JavaScript's numbers, and writes those to subgraphs.
 * Without this: a subgraph gets another number than the client wrote, if a double cannot hold it.
 * Work-around: such a literal goes through the planner as a marked text, and is put back into the plan's fetches.
 * Test: tests/engine/exact-literals.test.ts > a literal in an operation
 */
import type { PlanNode, QueryPlan } from "@apollo/query-planner";
import {
  type DocumentNode,
  type FloatValueNode,
  type GraphQLSchema,
  getNamedType,
  type IntValueNode,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type StringValueNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { isExact, markNumber, restoreNumbers } from "../../exact-numbers.ts";

/** Hides numbers that a double would round from the planner. @returns the document itself when it has none */
export function hideInexactLiterals(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  function hide({ value }: IntValueNode | FloatValueNode): StringValueNode | undefined {
    // Inside a literal of a custom scalar there are no types.
    const type = getNamedType(types.getInputType());
    const isCustom = type === undefined || (isScalarType(type) && !isSpecifiedScalarType(type));
    return isCustom && !isExact(value) ? { kind: Kind.STRING, value: markNumber(value) } : undefined;
  }
  return visit(document, visitWithTypeInfo(types, { IntValue: hide, FloatValue: hide }));
}

/** Gives the fetches of `plan` the numbers as they were written. */
export function restoreLiterals(plan: QueryPlan): QueryPlan {
  restoreIn(plan.node);
  return plan;
}

function restoreIn(node: QueryPlan["node"] | PlanNode): void {
  if (node?.kind === "Fetch") node.operation = restoreNumbers(node.operation);
  else if (node?.kind === "Flatten") restoreIn(node.node);
  else if (node?.kind === "Sequence" || node?.kind === "Parallel") node.nodes.forEach(restoreIn);
}
