import type { CheckOptions } from "../../../packages/check/check-request.ts";
import { readPreset } from "../../../packages/check/rules/presets.ts";
import type { CheckContext } from "../../../packages/check/step.ts";
import { readOperationLimits } from "../../../packages/limits/variables.ts";
import { checkTools } from "../../../scripts/check-tools.ts";

export const NO_OPTIONS: CheckOptions = { strict: false, maximumHops: null, update: false, baseline: false };

/** A checkout with nothing in it, under all rules. */
export const EMPTY_CONTEXT: CheckContext = {
  root: "/nowhere",
  head: null,
  base: null,
  baseCommit: null,
  baseAbsence: "there is no base",
  operations: [],
  operationProblems: [],
  subgraphs: [],
  composition: { succeeded: false, errors: [] },
  baseHints: null,
  checkedIn: { file: "supergraph.graphql", sdl: null },
  limits: readOperationLimits({}),
  rules: readPreset("all"),
  tools: checkTools,
  options: NO_OPTIONS,
};
