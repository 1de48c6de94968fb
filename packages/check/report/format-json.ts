import { type CheckReport, countFindings } from "./check-report.ts";

/** Rises when a field goes or changes its meaning; a field that is added leaves it as it is. */
const VERSION = 1;

/** Writes a report as JSON, in the form packages/check/README.md documents. */
export function formatJson(report: CheckReport): string {
  const { status, base, steps } = report;
  const content = {
    version: VERSION,
    status,
    ...countFindings(report),
    base,
    steps: steps.map(({ name, title, status, summary, findings, details }) => ({
      name,
      title,
      status,
      summary,
      findings,
      details: details ?? {},
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
