import { formatPlace, type Problem } from "../../composition/problem.ts";
import { formatCount } from "../step-result.ts";
import { type CheckReport, countFindings, describeBase, describeBaseline } from "./check-report.ts";

/**
 * Writes a report as GitHub workflow commands, which become annotations on the changed files
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message).
 */
export function formatGithub(report: CheckReport): string {
  const annotations = report.steps.flatMap(({ title, findings }) =>
    findings.map((finding) => formatAnnotation(title, finding)),
  );
  const title = "Nothing to compare with";
  const notice = report.base.found ? [] : [formatCommand("notice", { title }, describeBase(report))];
  const baseline = describeBaseline(report).map((line) => formatCommand("notice", { title: "Baseline" }, line));
  return [...notice, ...annotations, ...baseline, formatVerdict(report)].map((line) => `${line}\n`).join("");
}

/** Writes one finding as an annotation at its first place; `title` is the step's. */
export function formatAnnotation(title: string, finding: Problem): string {
  const { severity, code, message, mend, places } = finding;
  const [first, ...others] = places;
  const properties = {
    ...(first && { file: first.file }),
    ...(first?.line != null && { line: String(first.line), col: String(first.column ?? 1) }),
    title: `${title}: ${code}`,
  };
  const text = [message, mend, ...others.map((place) => `At ${formatPlace(place)}`)];
  return formatCommand(severity, properties, text.filter((line) => line !== null).join("\n"));
}

function formatCommand(command: string, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${command} ${written.join(",")}::${escapeMessage(message)}`;
}

// A runner reads the log line by line, and undoes exactly these escapes.
function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function formatVerdict(report: CheckReport): string {
  const { errors, warnings } = countFindings(report);
  return `Check ${report.status}: ${formatCount(errors, "error")}, ${formatCount(warnings, "warning")}.`;
}
