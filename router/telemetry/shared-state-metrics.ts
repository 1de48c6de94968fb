import { Counter, Gauge, type Registry } from "prom-client";
import { addReadMetric } from "../../packages/server/telemetry/add-read-metric.ts";
import type { SharedState } from "../shared-state/shared-state.ts";

/** Adds whether this process shares with other routers, and what it finds of them. */
export function addSharedStateMetrics(registry: Registry, { isConnected, countLosses, values }: SharedState): void {
  addReadMetric(registry, {
    Metric: Gauge,
    name: "router_redis_connected",
    help: "Processes of this router that are connected with Redis. The others do all by themselves.",
    read: () => [[{}, isConnected() ? 1 : 0]],
  });
  addReadMetric(registry, {
    Metric: Counter,
    name: "router_redis_losses_total",
    help: "How often a process has lost Redis.",
    read: () => [[{}, countLosses()]],
  });
  addReadMetric(registry, {
    Metric: Counter,
    name: "router_redis_lookups_total",
    help: "Documents and answers that were looked for in Redis, by what was found.",
    labelNames: ["kind", "result"],
    read: () => values.listCounts().map(({ kind, result, count }) => [{ kind, result }, count]),
  });
}
