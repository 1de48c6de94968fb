import { formatPlace, type Problem, toOneLine } from "../../composition/problem.ts";
import { formatCount } from "../step-result.ts";
import { type CheckReport, countFindings, describeBase, describeBaseline, type StepReport } from "./check-report.ts";

const RESULTS = { passed: "✓ passed", failed: "✗ failed", skipped: "– skipped" } as const;

/** Writes a report as a pull-request comment in GitHub's Markdown: a table of steps, then the findings of each. */
export function formatMarkdown(report: CheckReport): string {
  const { errors, warnings } = countFindings(report);
  const sections = [
    `## Schema check ${report.status}`,
    `${escapeText(describeBase(report))} Found ${formatCount(errors, "error")}, ${formatCount(warnings, "warning")}.`,
    ...describeBaseline(report).slice(0, MAXIMUM_ROWS).map(escapeText),
    formatTable(
      ["Step", "Result", "Summary"],
      report.steps.map((step) => [escapeText(step.title), RESULTS[step.status], escapeText(step.summary)]),
    ),
    ...report.steps.filter(({ findings }) => findings.length > 0).map(formatFindings),
  ];
  return `${sections.join("\n\n")}\n`;
}

// A comment ends at 65,536 characters; errors come first, and the other formats have them all.
const MAXIMUM_ROWS = 50;

function formatFindings({ title, findings }: StepReport): string {
  const rows = findings.slice(0, MAXIMUM_ROWS).map(formatRow);
  const others = findings.length - rows.length;
  const table = formatTable(["", "Where", "What"], rows);
  return `### ${escapeText(title)}\n\n${table}${others > 0 ? `\n\n${others} more.` : ""}`;
}

function formatRow({ severity, code, message, mend, places }: Problem): string[] {
  const what = [escapeText(message), ...(mend ? [`→ ${escapeText(mend)}`] : []), formatCode(code)];
  return [severity, places.map((place) => formatCode(formatPlace(place))).join("<br>"), what.join("<br>")];
}

function formatTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headers, headers.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

// `@name` would notify the person or team of that name, and `#1` link to an issue: an empty comment in
// between keeps GitHub from seeing them and shows nothing.
function escapeText(text: string): string {
  return toOneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()!|~$]/g, "\\$&")
    .replaceAll(/([@#])(?=\w)/g, "$1<!-- -->");
}

// Within code nothing is markup but a backtick, and the bar that would end the table's cell.
function formatCode(text: string): string {
  return `\`${toOneLine(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
