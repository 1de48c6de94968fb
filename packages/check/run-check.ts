import { applyBaseline, listAcceptable } from "./baseline/apply-baseline.ts";
import { loadBaseline, writeBaseline } from "./baseline/baseline-file.ts";
import { CheckInputError } from "./check-input-error.ts";
import type { CheckRequest, CheckTools } from "./check-request.ts";
import { loadCheck } from "./load-check.ts";
import type { CheckReport, StepReport } from "./report/check-report.ts";
import { judgeSteps, runSteps } from "./run-steps.ts";
import type { CheckContext } from "./step.ts";
import { STEPS } from "./steps.ts";

/**
 * Checks the graph of one supergraph.yaml. The report has all problems of the graph that its baseline does not accept.
 * Throws a SupergraphInputError or a CheckInputError when the graph, the rules, the baseline, the requested base or the
 * operations cannot be loaded.
 */
export async function runCheck(request: CheckRequest, tools: CheckTools): Promise<CheckReport> {
  const { context, baseDescription } = await loadCheck(request, tools);
  const { steps, baseline } = await compareWithBaseline(await runSteps(STEPS, context), context);
  return {
    status: judgeSteps(steps),
    base: { found: context.base !== null, description: baseDescription },
    baseline,
    steps,
  };
}

async function compareWithBaseline(
  all: readonly StepReport[],
  { root, head, options }: CheckContext,
): Promise<Pick<CheckReport, "steps" | "baseline">> {
  if (options.baseline && head === null) {
    throw new CheckInputError("--baseline accepts the findings of a graph that composes; this one does not.");
  }
  const known = options.baseline ? listAcceptable(all) : await loadBaseline(root);
  if (known === null) return { steps: all, baseline: null };
  if (options.baseline) await writeBaseline(root, known);
  const { steps, ...baseline } = applyBaseline(all, known);
  return { steps, baseline };
}
