import { buildApiSchema } from "../api-schema.ts";
import type { CheckContext, CheckStep } from "../step.ts";
import type { StepResult } from "../step-result.ts";
import { buildSkippedResult, buildStepResult, formatCount, NOTHING_COMPOSED } from "../step-result.ts";
import { DEPRECATED_IN_USE, validateOperations } from "./validate-operations.ts";

/**
 * Checks that every stored operation can be read, is valid in the composed graph, and uses nothing deprecated.
 *
 * details: `{ operations, invalidFiles, deprecatedUses }`, all counts.
 */
export const operationsStep: CheckStep = {
  name: "operations",
  title: "Operations",
  run: async (context) => checkOperations(context),
};

function checkOperations({ head, operations, operationProblems: problems }: CheckContext): StepResult {
  if (!head && problems.length === 0) return buildSkippedResult(NOTHING_COMPOSED);
  const found = head ? validateOperations(buildApiSchema(head), operations) : [];
  const findings = [...problems, ...found];
  const invalid = findings.filter(({ severity }) => severity === "error");
  const invalidFiles = new Set(invalid.flatMap(({ places }) => places[0]?.file ?? [])).size;
  const deprecatedUses = findings.filter(({ code }) => code === DEPRECATED_IN_USE).length;
  const details = { operations: operations.length, invalidFiles, deprecatedUses };
  return buildStepResult(summarize(operations.length, invalid.length, deprecatedUses), findings, details);
}

function summarize(operations: number, errors: number, deprecatedUses: number): string {
  const counted = formatCount(operations, "stored operation");
  const validity = errors > 0 ? `, ${formatCount(errors, "error")}` : operations > 0 ? ", all valid" : "";
  return counted + validity + (deprecatedUses > 0 ? `, ${formatCount(deprecatedUses, "deprecated use")}` : "");
}
