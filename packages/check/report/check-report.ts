import { posix } from "node:path";
import type { Place, Problem } from "../../composition/problem.ts";
import type { StepResult } from "../step.ts";

/** What one step found, with what the step is. */
export interface StepReport extends StepResult {
  readonly name: string;
  readonly title: string;
}

/** What became of a check: all there is to print, in whatever form. */
export interface CheckReport {
  readonly status: "passed" | "failed";
  /** What the checkout was compared with or, when `found` is false, why with nothing. */
  readonly base: { readonly found: boolean; readonly description: string };
  readonly steps: readonly StepReport[];
}

/** Says in one sentence what the checkout was compared with. */
export function describeBase({ base: { found, description } }: CheckReport): string {
  return found ? `Compared with ${description}.` : `Compared with nothing, because ${description}.`;
}

/** Counts the errors and warnings of all steps. */
export function countFindings({ steps }: CheckReport): { errors: number; warnings: number } {
  const findings = steps.flatMap((step) => step.findings);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}

/**
 * Puts a folder before the paths of all findings: those of a report are relative to the folder of
 * supergraph.yaml, which is not where everyone who reads it stands.
 */
export function prefixPaths(report: CheckReport, folder: string): CheckReport {
  const steps = report.steps.map((step) => ({ ...step, findings: prefixFindings(step.findings, folder) }));
  return { ...report, steps };
}

/** Puts a folder before the paths of findings; what is named by its URL stays as it is. */
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
