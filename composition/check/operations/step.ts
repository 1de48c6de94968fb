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
import { buildApiSchema } from "../api-schema.ts";
import type { CheckContext, CheckStep, StepResult, StoredOperation } from "../step.ts";
import { buildSkippedResult, buildStepResult, formatCount, NOTHING_COMPOSED } from "../step-result.ts";

/**
 * Builds the step that asks whether every stored operation is valid against what composes now
 * (https://spec.graphql.org/October2021/#sec-Validation) and uses nothing deprecated.
 * `problems` are those found when the operations were loaded.
 *
 * details: `{ operations, invalidFiles, deprecatedUses }`, all counts.
 */
export function buildOperationsStep(problems: readonly Problem[]): CheckStep {
  return {
    name: "operations",
    title: "Operations",
    run: async (context) => checkOperations(context, problems),
  };
}

function checkOperations({ head, operations }: CheckContext, problems: readonly Problem[]): StepResult {
  if (!head && problems.length === 0) return buildSkippedResult(NOTHING_COMPOSED);
  const found = head ? validateFiles(buildApiSchema(head), operations) : [];
  const findings = [...problems, ...found];
  const invalid = findings.filter(({ severity }) => severity === "error");
  const invalidFiles = new Set(invalid.flatMap(({ places }) => places[0]?.file ?? [])).size;
  const deprecatedUses = findings.length - invalid.length;
  const details = { operations: operations.length, invalidFiles, deprecatedUses };
  return buildStepResult(summarize(operations.length, invalid.length, deprecatedUses), findings, details);
}

function summarize(operations: number, errors: number, deprecatedUses: number): string {
  const counted = formatCount(operations, "stored operation");
  const validity = errors > 0 ? `, ${formatCount(errors, "error")}` : operations > 0 ? ", all valid" : "";
  return (
    counted + validity + (deprecatedUses > 0 ? `, ${formatCount(deprecatedUses, "deprecated use")}` : "")
  );
}

// By file and not by operation: a fragment that two operations share is wrong once.
function validateFiles(schema: GraphQLSchema, operations: readonly StoredOperation[]): Problem[] {
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
