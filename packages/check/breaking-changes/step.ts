import { listSome, type Place, type Problem } from "../../composition/problem.ts";
import type { CheckContext, CheckStep } from "../step.ts";
import type { StepResult } from "../step-result.ts";
import { buildSkippedResult, buildStepResult, formatCount, NOTHING_COMPOSED } from "../step-result.ts";
import { findAcceptance } from "./accepted-breaks.ts";
import { type JudgedChange, judgeChanges } from "./judge-changes.ts";
import { findChangeMend } from "./mends.ts";

/** A message names this many operations and counts the others. */
const MAXIMUM_LISTED = 5;

/**
 * Compares the API schema with the base's and judges each change by use. A breaking change is an error if it breaks a
 * stored operation, else a warning. Under `strict`, and without stored operations, each is an error. A comment on its
 * line accepts it: then it is a warning. A dangerous change is a warning if it may surprise an operation.
 *
 * details: `{ breaking, breakingInUse, dangerous, safe, changes }`: four counts, and every change as
 * `{ type, classification, coordinate, message, subgraphs, usedBy: { operation, file, line, column }[] }`.
 */
export const breakingChangesStep: CheckStep = {
  name: "breaking-changes",
  title: "Breaking changes",
  run: (context) => checkChanges(context),
};

async function checkChanges(context: CheckContext): Promise<StepResult> {
  const { base, head, baseAbsence } = context;
  if (!head) return buildSkippedResult(NOTHING_COMPOSED);
  if (!base) return buildSkippedResult(`skipped: ${baseAbsence ?? "there is no base"}`);
  const changes = await judgeChanges(base, head, context);
  const findings = changes.flatMap((change) => buildFinding(change, context) ?? []);
  const details = buildDetails(changes);
  return buildStepResult(summarize(details), findings, details);
}

function buildDetails(changes: readonly JudgedChange[]) {
  const select = (classification: string) => changes.filter((change) => change.classification === classification);
  return {
    breaking: select("breaking").length,
    breakingInUse: select("breaking").filter(({ usedBy }) => usedBy.length > 0).length,
    dangerous: select("dangerous").length,
    safe: select("safe").length,
    changes: changes.map(({ member: _member, places: _places, ...change }) => change),
  };
}

function summarize(counts: ReturnType<typeof buildDetails>): string {
  if (counts.changes.length === 0) return "the API schema is as it was";
  const { breaking, breakingInUse, dangerous, safe } = counts;
  const inUse = breaking > 0 ? ` (${breakingInUse === 0 ? "none" : breakingInUse} in use)` : "";
  return `${formatCount(breaking, "breaking change")}${inUse}, ${dangerous} dangerous, ${safe} safe`;
}

function buildFinding(change: JudgedChange, { operations, options, subgraphs }: CheckContext): Problem | null {
  const { classification, type, usedBy } = change;
  const isUsed = usedBy.length > 0;
  if (classification === "safe" || (classification === "dangerous" && !isUsed)) return null;
  const isError = classification === "breaking" && (isUsed || options.strict);
  const acceptance = isError ? findAcceptance(type, change.places, subgraphs) : null;
  const message = `${change.message}. ${describeUse(change, operations.length)}`;
  return {
    severity: isError && acceptance === null ? "error" : "warning",
    code: type,
    message: acceptance === null ? message : `${message} Accepted: ${acceptance}`,
    mend: acceptance === null && (isError || isUsed) ? describeMend(change, isError) : null,
    places: [...change.places, ...listOperationPlaces(change)],
  };
}

function describeMend({ type, classification }: JudgedChange, isError: boolean): string | null {
  const mend = findChangeMend(type, classification);
  if (!isError) return mend;
  return `${mend ?? ""} Or accept it: put "# accept-break ${type} -- the reason" at the end of the line.`.trimStart();
}

function describeUse({ classification, usedBy }: JudgedChange, operations: number): string {
  const names = [...new Set(usedBy.map(({ operation }) => operation))];
  if (operations === 0) return "It is breaking, and no stored operation tells whether clients use it.";
  if (names.length === 0) return "It is breaking, but no stored operation uses it.";
  return `${classification === "breaking" ? "It breaks" : "It may surprise"} ${listSome(names, MAXIMUM_LISTED)}.`;
}

// Two operations may share the fragment.
function listOperationPlaces({ usedBy }: JudgedChange): Place[] {
  const places = usedBy.map(({ file, line, column }) => ({ file, line, column, subgraph: null }));
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}
