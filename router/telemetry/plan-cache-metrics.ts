import { Counter, Gauge, type Registry } from "prom-client";

/** What a cache of query plans has been asked, and how full it is. */
export interface PlanCacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly size: number;
}

/** Adds the counts of the plan cache, which are read when the metrics are: counting is an addition for the cache. */
export function addPlanCacheMetrics(registry: Registry, readCounts: () => PlanCacheCounts): void {
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
