import type { Problem } from "../../composition/problem.ts";
import { findSetting } from "../rules/check-rules.ts";
import type { CheckContext, CheckStep } from "../step.ts";
import { buildSkippedResult, buildStepResult, NOTHING_COMPOSED } from "../step-result.ts";

/**
 * Compares the checked-in supergraph, byte for byte, with the composed one. Without one, there is nothing to compare,
 * unless the rules ask for one.
 *
 * details: `{ file }`.
 */
export const freshnessStep: CheckStep = {
  name: "freshness",
  title: "Freshness",
  run: async ({ head, checkedIn, rules, tools }) => {
    const { file, sdl } = checkedIn;
    if (!head) return buildSkippedResult(NOTHING_COMPOSED);
    if (sdl === null && findSetting(rules, "freshness", MISSING) === "off") {
      return buildSkippedResult(`skipped: there is no ${file}`);
    }
    const problem = findProblem(checkedIn, head.supergraphSdl, tools.compose([]));
    const summary = problem ? `${file} is not what composes now` : `${file} is what composes now`;
    return buildStepResult(summary, problem ? [problem] : [], { file });
  },
};

const MISSING = "SUPERGRAPH_MISSING";

function findProblem({ file, sdl }: CheckContext["checkedIn"], composed: string, command: string): Problem | null {
  if (sdl === composed) return null;
  const line = sdl === null ? null : findFirstDifference(sdl, composed);
  return {
    severity: "error",
    code: sdl === null ? MISSING : "SUPERGRAPH_STALE",
    message: sdl === null ? "There is no composed supergraph." : "Composing gives something else from here on.",
    mend: `Run \`${command}\` and commit the file.`,
    places: [{ file, line, column: line === null ? null : 1, subgraph: null }],
  };
}

function findFirstDifference(sdl: string, composed: string): number {
  const lines = sdl.split("\n");
  const expected = composed.split("\n");
  const index = lines.findIndex((line, position) => line !== expected[position]);
  return (index < 0 ? lines.length : index) + 1;
}
