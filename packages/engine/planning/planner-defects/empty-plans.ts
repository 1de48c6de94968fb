/**
 * Defect: Apollo's planner may give an empty plan for an operation that it finds no way to.
 * Without this: the client gets null for fields that exist, without an error.
 * Work-around: an empty plan for fields that only a subgraph has is an error.
 * Test: tests/engine/planner-defects.test.ts > makes an error of an empty plan for fields that only a subgraph has
 */
import { collectFields, type OperationScope } from "../../operation/collect-fields.ts";

/**
 * Whether the operation has root fields that only a subgraph can answer.
 * @throws NullCondition when a condition at the root is null
 */
export function needsSubgraphs(scope: OperationScope): boolean {
  const { operation, refusedFields } = scope;
  const rootType = scope.apiSchema.getRootType(operation.operation);
  if (!rootType) return false;
  const fields = collectFields(scope, rootType, [operation.selectionSet]);
  return [...fields.values()].flat().some((field) => !field.name.value.startsWith("__") && !refusedFields.has(field));
}
