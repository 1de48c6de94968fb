import { type GraphQLError, type GraphQLSchema, NoDeprecatedCustomRule, validate } from "graphql";
import { formatProblem, type Problem } from "../../composition/problem.ts";
import { locateNode } from "../../server/stored-operations/operation-fault.ts";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import { validateDocument } from "./validate-document.ts";

/** The code of the finding that an operation uses something deprecated. */
export const DEPRECATED_IN_USE = "DEPRECATED_IN_USE";

/**
 * The problems of stored operations in the schema that clients see
 * (https://spec.graphql.org/October2021/#sec-Validation), and, as warnings, their uses of deprecated elements.
 */
export function validateOperations(schema: GraphQLSchema, operations: readonly StoredOperation[]): Problem[] {
  const problems = operations.flatMap((operation) => validateOperation(schema, operation));
  // The problem of a fragment that two operations share is reported once.
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

function validateOperation(schema: GraphQLSchema, { document }: StoredOperation): Problem[] {
  const build = (severity: Problem["severity"], code: string) => (error: GraphQLError) => {
    // By nodes, not by locations: the fragments of one document are in several files.
    const places = (error.nodes ?? []).map((node) => ({ ...locateNode(node), subgraph: null }));
    return { severity, code, message: error.message, mend: null, places };
  };
  return [
    ...validateDocument(schema, document).map(build("error", "OPERATION_INVALID")),
    ...validate(schema, document, [NoDeprecatedCustomRule]).map(build("warning", DEPRECATED_IN_USE)),
  ];
}
