import type { Problem } from "../../composition/problem.ts";
import type { CheckStep } from "../step.ts";
import { buildSkippedResult, buildStepResult, NOTHING_COMPOSED } from "../step-result.ts";

/** The checked-in supergraph file. */
export interface CheckedInSupergraph {
  readonly file: string;
  readonly sdl: string | null;
}

/**
 * Builds the step that compares the checked-in supergraph, byte for byte, with the composed one. `composeCommand` brings
 * it up to date.
 *
 * details: `{ file }`.
 */
export function buildFreshnessStep(checkedIn: CheckedInSupergraph, composeCommand: string): CheckStep {
  return {
    name: "freshness",
    title: "Freshness",
    run: async ({ head }) => {
      if (!head) return buildSkippedResult(NOTHING_COMPOSED);
      const problem = findProblem(checkedIn, head.supergraphSdl, composeCommand);
      const { file } = checkedIn;
      const summary = problem ? `${file} is not what composes now` : `${file} is what composes now`;
      return buildStepResult(summary, problem ? [problem] : [], { file });
    },
  };
}

function findProblem({ file, sdl }: CheckedInSupergraph, composed: string, command: string): Problem | null {
  if (sdl === composed) return null;
  const line = sdl === null ? null : findFirstDifference(sdl, composed);
  return {
    severity: "error",
    code: sdl === null ? "SUPERGRAPH_MISSING" : "SUPERGRAPH_STALE",
    message:
      sdl === null ? "There is no composed supergraph." : "Composing gives something else from here on.",
    mend: `Run ${command} and commit the file.`,
    places: [{ file, line, column: line === null ? null : 1, subgraph: null }],
  };
}

function findFirstDifference(sdl: string, composed: string): number {
  const lines = sdl.split("\n");
  const expected = composed.split("\n");
  const index = lines.findIndex((line, position) => line !== expected[position]);
  return (index < 0 ? lines.length : index) + 1;
}
