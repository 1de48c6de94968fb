import type { Problem } from "../../composition/problem.ts";
import { NEW_SINCE_BASE } from "../composition/step.ts";
import type { StepReport } from "../report/check-report.ts";
import { judgeFindings } from "../run-steps.ts";
import { type AcceptedFinding, identify } from "./baseline-file.ts";

/** Steps whose findings are accepted by other means: a command, a comment, a file. */
const OTHERWISE_ACCEPTED = ["freshness", "breaking-changes", "access-map"];

/** A difference from the base, which the next base does not have, and a fault of the check. */
const PASSING = ["QUERY_PLAN_COSTS_MORE", "STEP_BROKEN"];

/** What depends on the base, or on names nearby. */
const VARYING = new RegExp(`^${NEW_SINCE_BASE}| Did you mean .*$`, "g");

/** Lists the findings that a baseline accepts. */
export function listAcceptable(steps: readonly StepReport[]): AcceptedFinding[] {
  const alike = new Map<string, AcceptedFinding>();
  for (const { name, findings } of steps) {
    for (const finding of findings.filter((one) => isAcceptable(name, one))) {
      const described = describe(name, finding);
      const key = identify(described);
      alike.set(key, { ...described, count: (alike.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...alike.values()];
}

/** Leaves out the accepted findings. Tells how many those are, and which accepted findings are gone. */
export function applyBaseline(steps: readonly StepReport[], accepted: readonly AcceptedFinding[]) {
  const left = new Map(accepted.map((one) => [identify(one), one.count]));
  const isNew = (step: string, finding: Problem): boolean => {
    const key = identify(describe(step, finding));
    const count = isAcceptable(step, finding) ? (left.get(key) ?? 0) : 0;
    left.set(key, count - 1);
    return count <= 0;
  };
  const judged = steps.map((step) => {
    const findings = step.findings.filter((finding) => isNew(step.name, finding));
    return { ...step, ...judgeFindings(step, findings) };
  });
  const count = (reports: readonly StepReport[]) => reports.flatMap(({ findings }) => findings).length;
  // What a step that did not run would find is not known.
  const ran = new Set(steps.filter(hasRun).map(({ name }) => name));
  const gone = accepted
    .map((one) => ({ ...one, count: left.get(identify(one)) ?? 0 }))
    .filter((one) => one.count > 0 && ran.has(one.step));
  return { steps: judged, accepted: count(steps) - count(judged), gone };
}

function hasRun({ status, findings }: StepReport): boolean {
  return status !== "skipped" && !findings.some(({ code }) => code === "STEP_BROKEN");
}

function isAcceptable(step: string, { code }: Problem): boolean {
  return !OTHERWISE_ACCEPTED.includes(step) && !PASSING.includes(code);
}

function describe(step: string, { code, message, places }: Problem): Omit<AcceptedFinding, "count"> {
  return { step, code, file: places[0]?.file ?? null, message: message.replace(VARYING, "") };
}
