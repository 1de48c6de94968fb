import type { Report, Row, WorkloadReport } from "./report.ts";

const HEADINGS = ["", "this is ×", "CPU ×", "requests/s", "spread", "p50 ms", "p99 ms", "CPU µs", "peak MB", "cold ms"];

/** The report as a person at a terminal reads it, and as Markdown. */
export function formatReport({ workloads, ...run }: Report): string {
  const conditions = [
    `Node ${run.node}, ${run.rounds} interleaved rounds of ${run.seconds} s, medians.`,
    run.pinned
      ? "One core for what is measured, another for load and subgraphs."
      : "Processes could not be pinned to cores: read nothing into small differences.",
  ].join(" ");
  return [conditions, ...workloads.map(formatWorkload)].join("\n\n");
}

function formatWorkload({ workload, rows }: WorkloadReport): string {
  const cells = [[workload, ...HEADINGS.slice(1)], ...rows.map(formatRow)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => formatLine(row, widths));
  const rule = formatLine(
    widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)),
    widths,
  );
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function formatRow(row: Row): string[] {
  const { processorRatio, processorMicrosecondsPerRequest, peakMemory } = row;
  return [
    row.failed === 0 ? row.competitor : `${row.competitor} (${row.failed} failed)`,
    row.ratio.toFixed(2),
    processorRatio === null ? "–" : processorRatio.toFixed(2),
    row.requestsPerSecond.toFixed(row.requestsPerSecond < 100 ? 1 : 0),
    `${(row.spread * 100).toFixed(0)}%`,
    row.p50.toFixed(0),
    row.p99.toFixed(0),
    processorMicrosecondsPerRequest === null ? "–" : processorMicrosecondsPerRequest.toFixed(0),
    peakMemory === null ? "–" : (peakMemory / 1024 ** 2).toFixed(0),
    row.coldStartMs.toFixed(0),
  ];
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
  );
  return `| ${padded.join(" | ")} |`;
}
