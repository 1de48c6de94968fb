import { type CheckRequest, loadCheck } from "./load-check.ts";
import type { CheckReport } from "./report/check-report.ts";
import { judgeSteps, runSteps } from "./run-steps.ts";
import { buildSteps, type CheckDependencies } from "./steps.ts";

/**
 * Checks the graph of one supergraph.yaml. The report has all problems of the graph. Throws a SupergraphInputError or a
 * CheckInputError when the graph, the requested base or the operations cannot be loaded.
 */
export async function runCheck(request: CheckRequest, dependencies: CheckDependencies): Promise<CheckReport> {
  const loaded = await loadCheck(request);
  const steps = await runSteps(buildSteps(loaded, dependencies), loaded.context);
  const { base } = loaded;
  const description = base.graph ? base.description : base.reason;
  return { status: judgeSteps(steps), base: { found: base.graph !== null, description }, steps };
}
