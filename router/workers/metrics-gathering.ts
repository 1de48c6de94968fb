import { setTimeout as delay } from "node:timers/promises";
import { AggregatorRegistry, Counter, type Registry } from "prom-client";
import type { WorkerProcess } from "./fork-worker.ts";
import type { CollectedMetric } from "./messages.ts";

/** Shorter than Prometheus waits. */
const MAXIMUM_WAIT_MS = 2_000;

/**
 * Makes what gathers the metrics of the workers that `list` names, and of the primary's own `registry`. If a worker
 * does not answer in time, or has ended, its last counts stay: Prometheus would take a smaller sum for a restart.
 */
export function createMetricsGathering(list: () => readonly WorkerProcess[], registry: Registry) {
  const unanswered = new Counter({
    name: "router_worker_metrics_unanswered_total",
    help: "Readings of the metrics in which a worker did not send its own in time.",
    registers: [registry],
  });
  const last = new Map<WorkerProcess, readonly CollectedMetric[]>();
  const asked = new Map<WorkerProcess, () => void>();
  let retired: (readonly CollectedMetric[])[] = [];
  let gathering: Promise<string> | null = null;

  /** @returns whether the worker has answered */
  function ask(worker: WorkerProcess, timeUp: Promise<false>): Promise<boolean> {
    const answer = new Promise<true>((resolve) => asked.set(worker, () => resolve(true)));
    worker.tell({ type: "collect" });
    const end = worker.ended.then(() => false);
    return Promise.race([answer, end, timeUp]).finally(() => asked.delete(worker));
  }

  async function mergeRetired(): Promise<void> {
    if (retired.length < 2) return;
    const { length } = retired;
    const merged = await collect(aggregate(retired));
    // Others may have ended in the meantime.
    retired = [merged, ...retired.slice(length)];
  }

  async function gatherAll(): Promise<string> {
    const timeUp = delay(MAXIMUM_WAIT_MS, false as const, { ref: false });
    const workers = list();
    const hasAnswered = await Promise.all(workers.map((worker) => ask(worker, timeUp)));
    const silent = new Set(workers.filter((_worker, index) => hasAnswered[index] !== true));
    unanswered.inc(silent.size);
    await mergeRetired();
    const own = (await collect(registry)).filter(isOfThePrimary);
    // No await from here to the sum: meanwhile a worker could be counted as running and as ended.
    const present = [...last].map(([worker, metrics]) => (silent.has(worker) ? keepCounts(metrics) : metrics));
    return aggregate([...present, ...retired, own]).metrics();
  }

  return {
    /** Asks every worker. @returns the metrics of all together, in the Prometheus text format */
    gather(): Promise<string> {
      // Calls at the same time share the answer.
      gathering ??= gatherAll().finally(() => {
        gathering = null;
      });
      return gathering;
    },
    note(worker: WorkerProcess, metrics: readonly CollectedMetric[]): void {
      // After its end, its counts are already among those of the ended workers.
      if (!list().includes(worker)) return;
      last.set(worker, metrics);
      asked.get(worker)?.();
    },
    /** The worker has ended; its counts stay. */
    retire(worker: WorkerProcess): void {
      const metrics = last.get(worker);
      last.delete(worker);
      if (metrics !== undefined) retired.push(keepCounts(metrics));
    },
  };
}

/** The metrics of a registry with their values. */
export async function collect(registry: Registry): Promise<readonly CollectedMetric[]> {
  // prom-client's types call a metric's type a number, and leave out that its name is a string.
  return (await registry.getMetricsAsJSON()) as unknown as readonly CollectedMetric[];
}

function aggregate(all: readonly (readonly CollectedMetric[])[]): Registry {
  return AggregatorRegistry.aggregate(all.map((metrics) => metrics.map(chooseAggregator)));
}

/** The worst worker counts: one held-up thread must show, and a service is as old as its youngest process. */
const OF_THE_WORST = /^(?:process_start_time_seconds|nodejs_eventloop_lag_(?!min_).*)$/;

function chooseAggregator(metric: CollectedMetric): CollectedMetric {
  return OF_THE_WORST.test(metric.name) ? { ...metric, aggregator: "max" } : metric;
}

/** Keeps what only grows; gauges say what was true at one moment. */
function keepCounts(metrics: readonly CollectedMetric[]): readonly CollectedMetric[] {
  return metrics.filter(({ type }) => type !== "gauge");
}

/** Drops the primary's `nodejs_*` metrics: they would skew the workers'. Its use of the machine counts. */
function isOfThePrimary({ name }: CollectedMetric): boolean {
  return !name.startsWith("nodejs_");
}
