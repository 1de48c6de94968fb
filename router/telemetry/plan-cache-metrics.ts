import { Counter, Gauge, type Registry } from "prom-client";
import type { CacheCounts } from "../../packages/engine/bounded-cache.ts";
import { addReadMetric } from "../../packages/server/telemetry/add-read-metric.ts";

/** Adds the counts of the plan cache, which begins anew with each supergraph. */
export function addPlanCacheMetrics(registry: Registry, readCounts: () => CacheCounts): void {
  addReadMetric(registry, {
    Metric: Counter,
    name: "query_plan_cache_requests_total",
    help: "Operations whose plan was, or was not, in the cache.",
    labelNames: ["result"],
    read() {
      const { hits, misses } = readCounts();
      return [
        [{ result: "hit" }, hits],
        [{ result: "miss" }, misses],
      ];
    },
  });
  addReadMetric(registry, {
    Metric: Gauge,
    name: "query_plan_cache_plans",
    help: "Plans in the cache.",
    read: () => [[{}, readCounts().size]],
  });
}
