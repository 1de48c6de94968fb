import { formatTable } from "./format-table.ts";
import type { Report, Row, WorkloadReport } from "./report.ts";

const HEADINGS = ["this is ×", "CPU ×", "requests/s", "spread", "p50 ms", "p99 ms", "CPU µs", "peak MB", "cold ms"];

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
  return formatTable([workload, ...HEADINGS], rows.map(formatRow));
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
