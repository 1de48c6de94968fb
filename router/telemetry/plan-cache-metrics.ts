import { Counter, Gauge, type Registry } from "prom-client";
import type { CacheCounts } from "../../packages/engine/bounded-cache.ts";

/** Adds the counts of the plan cache, which begins anew with each supergraph. */
export function addPlanCacheMetrics(registry: Registry, readCounts: () => CacheCounts): void {
  const registers = [registry];
  new Counter({
    name: "query_plan_cache_requests_total",
    help: "Operations whose plan was, or was not, in the cache.",
    labelNames: ["result"],
    registers,
    collect() {
      const { hits, misses } = readCounts();
      this.reset();
      this.inc({ result: "hit" }, hits);
      this.inc({ result: "miss" }, misses);
    },
  });
  new Gauge({
    name: "query_plan_cache_plans",
    help: "Plans in the cache.",
    registers,
    collect() {
      this.set(readCounts().size);
    },
  });
}
