import { posix } from "node:path";
import type { Place, Problem } from "../../composition/problem.ts";
import { type AcceptedFinding, BASELINE_FILE } from "../baseline/baseline-file.ts";
import type { StepResult } from "../step-result.ts";
import { formatCount } from "../step-result.ts";

/** The result of one step, with the step's names. */
export type StepReport = StepResult & { readonly name: string; readonly title: string };

/** The result of a check, with everything that a report prints. */
export interface CheckReport {
  readonly status: "passed" | "failed";
  /** The base of the comparison; when `found` is false, why there is none. */
  readonly base: { readonly found: boolean; readonly description: string };
  /** What the baseline accepts: a count, and findings that it has in vain. Null without a baseline. */
  readonly baseline: { readonly accepted: number; readonly gone: readonly AcceptedFinding[] } | null;
  readonly steps: readonly StepReport[];
}

/** One sentence about the base of the comparison. */
export function describeBase({ base: { found, description } }: CheckReport): string {
  return found ? `Compared with ${description}.` : `Compared with nothing, because ${description}.`;
}

/** One line about the accepted findings, and one for each that is gone; none without a baseline. */
export function describeBaseline({ baseline }: CheckReport): string[] {
  if (baseline === null) return [];
  const { accepted, gone } = baseline;
  const many = (count: number) => `${formatCount(count, "finding")} ${count === 1 ? "is" : "are"}`;
  return [
    `${many(accepted)} accepted by ${BASELINE_FILE}.`,
    ...(gone.length === 0 ? [] : [`${many(gone.length)} gone: --baseline takes what is gone out of the file.`]),
    ...gone.map(({ code, file, message }) => `gone ${[file, code, message].filter(Boolean).join(" ")}`),
  ];
}

/** Counts the errors and warnings of all steps. */
export function countFindings({ steps }: CheckReport): { errors: number; warnings: number } {
  const findings = steps.flatMap((step) => step.findings);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}

/** Puts a folder before the paths of all findings, which are relative to the folder of supergraph.yaml. */
export function prefixPaths(report: CheckReport, folder: string): CheckReport {
  const steps = report.steps.map((step) => ({ ...step, findings: prefixFindings(step.findings, folder) }));
  return { ...report, steps };
}

/** Puts a folder before the paths of findings; URLs stay as they are. */
export function prefixFindings(findings: readonly Problem[], folder: string): Problem[] {
  const prefixPlace = (place: Place): Place => ({
    ...place,
    file: isUrl(place.file) ? place.file : posix.join(folder, place.file),
  });
  return findings.map((finding) => ({ ...finding, places: finding.places.map(prefixPlace) }));
}

// An introspected subgraph is named by its URL.
function isUrl(file: string): boolean {
  return /^https?:\/\//.test(file);
}
