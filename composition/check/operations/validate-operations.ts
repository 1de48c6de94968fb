import {
  type GraphQLError,
  type GraphQLSchema,
  NoDeprecatedCustomRule,
  parse,
  Source,
  specifiedRules,
  validate,
} from "graphql";
import type { Place, Problem } from "../../problem.ts";
import type { StoredOperation } from "../step.ts";

/**
 * What is wrong with stored operations against the schema that clients see
 * (https://spec.graphql.org/October2021/#sec-Validation), and, as warnings, what they use that is deprecated.
 */
export function validateOperations(schema: GraphQLSchema, operations: readonly StoredOperation[]): Problem[] {
  // By file and not by operation: a fragment that two operations share is wrong once.
  const sources = new Map(operations.map(({ file, source }) => [file, source]));
  return [...sources].flatMap(([file, source]) => validateFile(schema, file, source));
}

function validateFile(schema: GraphQLSchema, file: string, source: string): Problem[] {
  const document = parse(new Source(source, file));
  const errors = validate(schema, document, specifiedRules).map((error) => buildError(error, file));
  const deprecated = validate(schema, document, [NoDeprecatedCustomRule]);
  return [...errors, ...deprecated.map((error) => buildDeprecation(error, file))];
}

function buildError(error: GraphQLError, file: string): Problem {
  const places = listPlaces(error, file);
  return { severity: "error", code: "OPERATION_INVALID", message: error.message, mend: null, places };
}

function buildDeprecation(error: GraphQLError, file: string): Problem {
  const places = listPlaces(error, file);
  return { severity: "warning", code: "DEPRECATED_IN_USE", message: error.message, mend: null, places };
}

function listPlaces({ locations }: GraphQLError, file: string): Place[] {
  return (locations ?? []).map(({ line, column }) => ({ file, line, column, subgraph: null }));
}
