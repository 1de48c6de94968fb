import { styleText } from "node:util";
import { formatPlace, type Problem, toOneLine } from "../../composition/problem.ts";
import type { StepResult } from "../step-result.ts";
import { formatCount } from "../step-result.ts";
import { type CheckReport, countFindings, describeBase, describeBaseline, type StepReport } from "./check-report.ts";

type Style = "red" | "green" | "yellow" | "dim" | "bold";
type Paint = (style: Style, text: string) => string;

const MARKS: Readonly<Record<StepResult["status"], readonly [Style, string]>> = {
  passed: ["green", "✓"],
  failed: ["red", "✗"],
  skipped: ["dim", "–"],
};

/** Writes a report for people: a line for each step, with its findings below if these are asked for, and a verdict. */
export function formatText(
  report: CheckReport,
  options: { readonly colour: boolean; readonly findings: boolean },
): string {
  const paint: Paint = (style, text) => (options.colour ? styleText(style, text, { validateStream: false }) : text);
  const width = Math.max(0, ...report.steps.map(({ title }) => title.length));
  const lines = report.steps.flatMap((step) => [
    formatStep(step, width, paint),
    ...(options.findings ? step.findings.flatMap((finding) => formatFinding(finding, paint)) : []),
  ]);
  const baseline = describeBaseline(report).map(toOneLine);
  const parts = [[toOneLine(describeBase(report))], lines, baseline, [formatVerdict(report, paint)]];
  const sections = parts.filter((part) => part.length > 0).map((part) => part.join("\n"));
  return `${sections.join("\n\n")}\n`;
}

function formatStep({ status, title, summary }: StepReport, width: number, paint: Paint): string {
  const [style, mark] = MARKS[status];
  return `${paint(style, mark)} ${paint("bold", title.padEnd(width))}  ${toOneLine(summary)}`;
}

function formatFinding({ severity, code, message, mend, places }: Problem, paint: Paint): string[] {
  const [first, ...others] = places;
  const severityText = paint(severity === "error" ? "red" : "yellow", severity);
  const owner = first?.subgraph ? ` [${first.subgraph}]` : "";
  const where = first ? ` ${formatPlace(first)}${owner}` : "";
  return [
    `  ${severityText}${where} ${paint("dim", code)}`,
    `    ${toOneLine(message)}`,
    ...(mend ? [`    → ${toOneLine(mend)}`] : []),
    ...others.map((place) => paint("dim", `    at ${formatPlace(place)}`)),
  ];
}

function formatVerdict(report: CheckReport, paint: Paint): string {
  const { errors, warnings } = countFindings(report);
  const counted = `${formatCount(errors, "error")}, ${formatCount(warnings, "warning")}`;
  return `${paint(report.status === "passed" ? "green" : "red", `Check ${report.status}`)}: ${counted}.`;
}
