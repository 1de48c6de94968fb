import { Counter, Gauge, type Registry } from "prom-client";
import { addReadMetric } from "../../packages/server/telemetry/add-read-metric.ts";
import type { WorkersOverview } from "./messages.ts";

/** Adds the metrics of the workers. @returns the count of those that have ended */
export function addWorkerMetrics(registry: Registry, readOverview: () => WorkersOverview): Counter {
  const gauges: readonly [name: string, help: string, read: (overview: WorkersOverview) => number][] = [
    ["router_workers_running", "Workers that serve.", ({ running }) => running],
    ["router_workers_wanted", "Workers that are wanted.", ({ wanted }) => wanted],
    [
      "router_supergraphs_served",
      "Different supergraphs that workers serve; more than 1 for long: one has not followed a change.",
      ({ supergraphs }) => supergraphs.length,
    ],
  ];
  for (const [name, help, read] of gauges) {
    addReadMetric(registry, { Metric: Gauge, name, help, read: () => [[{}, read(readOverview())]] });
  }
  return new Counter({
    name: "router_worker_deaths_total",
    help: "Workers that have ended, and in whose place another was started.",
    registers: [registry],
  });
}
