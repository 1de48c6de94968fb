import {
  type GraphQLError,
  type GraphQLSchema,
  NoDeprecatedCustomRule,
  specifiedRules,
  validate,
} from "graphql";
import { formatProblem, type Place, type Problem } from "../../composition/problem.ts";
import { locateNode } from "../../server/stored-operations/operation-fault.ts";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";

/** The code of what says that an operation uses something deprecated. */
export const DEPRECATED_IN_USE = "DEPRECATED_IN_USE";

/**
 * What is wrong with stored operations against the schema that clients see
 * (https://spec.graphql.org/October2021/#sec-Validation), and, as warnings, what they use that is deprecated.
 */
export function validateOperations(schema: GraphQLSchema, operations: readonly StoredOperation[]): Problem[] {
  const problems = operations.flatMap((operation) => validateOperation(schema, operation));
  // A fragment that two operations share is wrong once.
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

function validateOperation(schema: GraphQLSchema, { document }: StoredOperation): Problem[] {
  const errors = validate(schema, document, specifiedRules).map(buildError);
  return [...errors, ...validate(schema, document, [NoDeprecatedCustomRule]).map(buildDeprecation)];
}

function buildError(error: GraphQLError): Problem {
  const places = listPlaces(error);
  return { severity: "error", code: "OPERATION_INVALID", message: error.message, mend: null, places };
}

function buildDeprecation(error: GraphQLError): Problem {
  const places = listPlaces(error);
  return { severity: "warning", code: DEPRECATED_IN_USE, message: error.message, mend: null, places };
}

// By its nodes and not by its locations: the fragments of one document stand in several files.
function listPlaces({ nodes }: GraphQLError): Place[] {
  return (nodes ?? []).map((node) => ({ ...locateNode(node), subgraph: null }));
}
