import { type CheckRequest, loadCheck } from "./load-check.ts";
import type { CheckReport } from "./report/check-report.ts";
import { judgeSteps, runSteps } from "./run-steps.ts";
import { buildSteps, type CheckDependencies } from "./steps.ts";

/**
 * Checks the graph of one supergraph.yaml. What is wrong with the graph is in the report; throws a
 * SupergraphInputError or a CheckInputError when there is no graph, base or operations to look at.
 */
export async function runCheck(request: CheckRequest, dependencies: CheckDependencies): Promise<CheckReport> {
  const loaded = await loadCheck(request);
  const steps = await runSteps(buildSteps(loaded, dependencies), loaded.context);
  const { base } = loaded;
  const description = base.graph ? base.description : base.reason;
  return { status: judgeSteps(steps), base: { found: base.graph !== null, description }, steps };
}
