import { join } from "node:path";
import type { Problem } from "../../composition/problem.ts";
import { writeIfChanged } from "../../composition/write-if-changed.ts";
import { findSetting } from "../rules/check-rules.ts";
import type { CheckContext, CheckStep, Graph } from "../step.ts";
import type { StepResult } from "../step-result.ts";
import { buildSkippedResult, buildStepResult, NOTHING_COMPOSED } from "../step-result.ts";
import { ACCESS_FILE, type AccessFile, formatAccessMap, loadAccessFile } from "./access-file.ts";
import { buildUnreadableRules, findAcceptedProblems, findAccessProblems } from "./access-problems.ts";
import { compareAccess } from "./compare-access.ts";
import { type AccessMap, deriveAccessMap } from "./derive-access-map.ts";
import { summarizeAccess, summarizeUpdate } from "./summarize-access.ts";

/**
 * Compares the access of each field of the API schema with `access.json` at the root and with the base. If a field
 * became easier to reach, that is an error until the file says so; so is every other difference from the file. Without
 * a file, the step only says how to get one, unless the rules ask for it.
 * `options.update` writes the file. Throws the file system's error when it cannot be written.
 *
 * details: `{ fields, easier, acceptedEasier, harder, added, removed }`. `fields` is a count, `added` and `removed` are
 * lists of schema coordinates, and the others are lists of `{ coordinate, before, now, saidBy }`. An access is `public`,
 * `authenticated` or a list of `{ scopes, policies }`; `saidBy` is where `before` is from, the `file` or the `base`.
 */
export const accessMapStep: CheckStep = {
  name: "access-map",
  title: "Access map",
  run: async (context) => {
    const { head, root, rules, options, tools } = context;
    if (head === null) return buildSkippedResult(NOTHING_COMPOSED);
    const file = await loadAccessFile(root);
    const isExpected = findSetting(rules, "access-map", "ACCESS_MAP_MISSING") !== "off";
    if (file.state === "missing" && !isExpected && !options.update) {
      const update = tools.check(["--update"]);
      return buildSkippedResult(`skipped: there is no ${ACCESS_FILE}; \`${update}\` writes one`);
    }
    const derived = tryDerive(head);
    if ("problem" in derived) return buildStepResult("the access rules cannot be told", [derived.problem], {});
    return checkMap(derived.map, file, context);
  },
};

async function checkMap(head: AccessMap, file: AccessFile, context: CheckContext): Promise<StepResult> {
  const { root, base, subgraphs, options, tools } = context;
  const written = file.state === "read" ? file.map : null;
  const comparison = compareAccess(head, { file: written, base: base && deriveAccessMap(base) });
  const details = { fields: head.size, ...comparison };
  const sources = { file, subgraphs, update: tools.check(["--update"]) };
  if (!options.update) {
    const problems = findAccessProblems(comparison, sources);
    return buildStepResult(summarizeAccess(head, comparison, file), problems, details);
  }
  const changed = await writeIfChanged(join(root, ACCESS_FILE), formatAccessMap(head));
  const accepted = findAcceptedProblems(comparison, sources);
  return buildStepResult(summarizeUpdate(head, comparison, changed), accepted, details);
}

function tryDerive(graph: Graph): { readonly map: AccessMap } | { readonly problem: Problem } {
  try {
    return { map: deriveAccessMap(graph) };
  } catch (error) {
    return { problem: buildUnreadableRules(error) };
  }
}
