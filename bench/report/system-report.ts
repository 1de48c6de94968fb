import type { SystemMeasurement } from "../measure/measure-systems.ts";
import type { LoadRound } from "../measure/run-load.ts";
import { findMedian, findSpread } from "../measure/statistics.ts";
import { formatFigure, formatTable } from "./format-table.ts";

/** One system under one workload: medians over its rounds. Times are microseconds of processor time for one request. */
export interface SystemRow {
  readonly system: string;
  readonly router: number | null;
  readonly subgraphs: number | null;
  readonly sum: number;
  /** Between the cheapest and the dearest round, as a share of the median sum. */
  readonly spread: number;
  /** How many times as much processor time as with the first system. */
  readonly processorRatio: number;
  readonly requestsPerSecond: number;
  /** How many times as many requests the first system answers. */
  readonly rateRatio: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  readonly processorTimes: Readonly<Record<string, number>>;
}

/** All systems under one workload. */
export interface SystemReport {
  readonly workload: string;
  readonly rows: readonly SystemRow[];
}

const HEADINGS = [
  "router µs",
  "subgraphs µs",
  "sum µs",
  "spread",
  "CPU ×",
  "requests/s",
  "this is ×",
  "p50 ms",
  "p99 ms",
];

/** Sums the rounds up; the first system is what the others are compared with. */
export function buildSystemReport(workload: string, measurements: readonly SystemMeasurement[]): SystemReport {
  const [own] = measurements;
  const ownSum = findMedian(own?.rounds.map(addUp) ?? []);
  const ownRate = findMedian(own?.rounds.map(findRate) ?? []);
  const rows = measurements.map(({ system, rounds }): SystemRow => {
    const processorTimes = findMedianTimes(rounds);
    const hasRouter = "router" in processorTimes;
    const sums = rounds.map(addUp);
    const rate = findMedian(rounds.map(findRate));
    return {
      system,
      router: hasRouter ? findMedian(rounds.map(({ processorTimes: { router = Number.NaN } }) => router)) : null,
      subgraphs: hasRouter ? findMedian(rounds.map(addUpSubgraphs)) : null,
      sum: findMedian(sums),
      spread: findSpread(sums),
      processorRatio: findMedian(sums) / ownSum,
      requestsPerSecond: rate,
      rateRatio: ownRate / rate,
      p50: findMedian(rounds.map(({ p50 }) => p50)),
      p99: findMedian(rounds.map(({ p99 }) => p99)),
      failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
      processorTimes,
    };
  });
  return { workload, rows };
}

/** One table for each workload, and below it what each process took. */
export function formatSystemReport({ workload, rows }: SystemReport): string {
  const table = formatTable([workload, ...HEADINGS], rows.map(formatRow));
  return [table, "", ...rows.map(formatProcesses)].join("\n");
}

function formatRow(row: SystemRow): string[] {
  return [
    row.failed === 0 ? row.system : `${row.system} (${row.failed} failed)`,
    formatFigure(row.router),
    formatFigure(row.subgraphs),
    formatFigure(row.sum),
    `${(row.spread * 100).toFixed(0)}%`,
    row.processorRatio.toFixed(2),
    formatFigure(row.requestsPerSecond),
    row.rateRatio.toFixed(2),
    formatFigure(row.p50),
    formatFigure(row.p99),
  ];
}

function formatProcesses({ system, processorTimes }: SystemRow): string {
  const parts = Object.entries(processorTimes).map(([name, time]) => `${name} ${time.toFixed(0)}`);
  return `${system}, µs: ${parts.join(", ")}`;
}

function findMedianTimes(rounds: readonly LoadRound[]): Record<string, number> {
  const names = Object.keys(rounds[0]?.processorTimes ?? {});
  return Object.fromEntries(
    names.map((name) => [name, findMedian(rounds.map(({ processorTimes }) => processorTimes[name] ?? Number.NaN))]),
  );
}

function addUp({ processorTimes }: LoadRound): number {
  return Object.values(processorTimes).reduce((sum, time) => sum + time, 0);
}

function addUpSubgraphs(round: LoadRound): number {
  const { router = 0 } = round.processorTimes;
  return addUp(round) - router;
}

function findRate({ completed, seconds }: LoadRound): number {
  return completed / seconds;
}
