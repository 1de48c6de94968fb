import { THIS_ROUTER } from "../competitors/competitors.ts";
import type { Measurement, Round } from "../measure/measure-workload.ts";
import { findMedian, findSpread } from "../measure/statistics.ts";

/** One competitor under one workload: medians over its rounds. */
export interface Row {
  readonly competitor: string;
  /** How many times as many requests this router answers, or the first competitor of a run without it. */
  readonly ratio: number;
  readonly requestsPerSecond: number;
  /** Between the fastest and the slowest round, as a share of the median. */
  readonly spread: number;
  readonly p50: number;
  readonly p99: number;
  readonly processorMicrosecondsPerRequest: number | null;
  /** How many times as much processor time a request takes as with this router. */
  readonly processorRatio: number | null;
  readonly peakMemory: number | null;
  readonly coldStartMs: number;
  readonly failed: number;
}

/** All competitors under one workload. */
export interface WorkloadReport {
  readonly workload: string;
  readonly rows: readonly Row[];
}

/** A whole run. */
export interface Report {
  readonly node: string;
  /** Whether each process had a core of its own. */
  readonly pinned: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly workloads: readonly WorkloadReport[];
}

/** Sums the rounds of a workload up. */
export function buildReport(workload: string, measurements: readonly Measurement[]): WorkloadReport {
  const own = measurements.find(({ competitor }) => competitor === THIS_ROUTER.name) ?? measurements[0];
  return { workload, rows: measurements.map((measurement) => buildRow(measurement, own)) };
}

function buildRow(measurement: Measurement, own: Measurement | undefined): Row {
  const { competitor, rounds, peakMemory, coldStartMs } = measurement;
  const median = (read: (round: Round) => number) => findMedian(rounds.map(read));
  const rate = (of: Measurement | undefined) => findMedian(of?.rounds.map(readRate) ?? []);
  const processorTime = findProcessorTime(measurement);
  const ownProcessorTime = own === undefined ? null : findProcessorTime(own);
  return {
    competitor,
    ratio: rate(own) / rate(measurement),
    requestsPerSecond: rate(measurement),
    spread: findSpread(rounds.map(readRate)),
    p50: median(({ p50 }) => p50),
    p99: median(({ p99 }) => p99),
    processorMicrosecondsPerRequest: processorTime,
    processorRatio: processorTime === null || ownProcessorTime === null ? null : processorTime / ownProcessorTime,
    peakMemory,
    coldStartMs,
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function readRate({ requestsPerSecond }: Round): number {
  return requestsPerSecond;
}

function findProcessorTime({ rounds }: Measurement): number | null {
  const times = rounds.map(({ processorMicrosecondsPerRequest }) => processorMicrosecondsPerRequest);
  return times.some((time) => time === null) ? null : findMedian(times.map(Number));
}
