import type { Problem } from "../composition/problem.ts";
import { CheckInputError } from "./check-input-error.ts";
import type { CheckReport, StepReport } from "./report/check-report.ts";
import { applyRules } from "./rules/check-rules.ts";
import type { CheckContext, CheckStep } from "./step.ts";
import type { StepResult } from "./step-result.ts";
import { buildSkippedResult } from "./step-result.ts";

/**
 * Runs the steps that are not off, one after the other. Never rejects: a step that throws is a failed step with one
 * finding, and the others still run. Each step's findings are as the rules set them; errors come first.
 */
export async function runSteps(steps: readonly CheckStep[], context: CheckContext): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const step of steps) {
    const { name, title } = step;
    const isOff = context.rules.steps.get(name) === "off";
    const result = isOff ? buildSkippedResult("off") : await runStep(step, context);
    const findings = applyRules(context.rules, name, result.findings);
    reports.push({ name, title, ...judgeFindings(result, findings) });
  }
  return reports;
}

/** The result of a step with these findings in place of its own: errors first, and failed if there is one. */
export function judgeFindings(result: StepResult, findings: readonly Problem[]): StepResult {
  const sorted = findings.toSorted(errorsFirst);
  const status = sorted[0]?.severity === "error" ? "failed" : "passed";
  return { ...result, status: result.status === "skipped" ? "skipped" : status, findings: sorted };
}

/** A check fails if one of its steps fails. */
export function judgeSteps(steps: readonly StepReport[]): CheckReport["status"] {
  return steps.some(({ status }) => status === "failed") ? "failed" : "passed";
}

function errorsFirst(a: Problem, b: Problem): number {
  return Number(a.severity === "warning") - Number(b.severity === "warning");
}

async function runStep(step: CheckStep, context: CheckContext): Promise<StepResult> {
  try {
    return await step.run(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${step.title} could not be checked: ${reason}`;
    const mend =
      error instanceof CheckInputError
        ? null
        : "This is a fault of the check, or of a file it did not expect; the other steps do not depend on it.";
    const finding = { severity: "error", code: "STEP_BROKEN", message, mend, places: [] } as const;
    return { status: "failed", summary: "could not be checked", findings: [finding] };
  }
}
