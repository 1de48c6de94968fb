import { type CheckReport, countFindings } from "./check-report.ts";

/** Rises when a field is removed or changes its meaning, not when one is added. */
const VERSION = 1;

/** Writes a report as JSON; packages/check/README.md documents the form. */
export function formatJson(report: CheckReport): string {
  const { status, base, baseline, steps } = report;
  const content = {
    version: VERSION,
    status,
    ...countFindings(report),
    base,
    baseline,
    steps: steps.map(({ name, title, status, summary, findings, details = {} }) => {
      return { name, title, status, summary, findings, details };
    }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
