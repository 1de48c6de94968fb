import { Counter, Gauge, type Registry } from "prom-client";
import { addReadMetric } from "../../packages/server/telemetry/add-read-metric.ts";
import type { SupergraphState } from "../graph/follow-supergraph.ts";

/** Adds how often another supergraph was loaded or refused, and whether the one that is served is the file's. */
export function addSupergraphMetrics(registry: Registry, readState: () => SupergraphState): void {
  addReadMetric(registry, {
    Metric: Gauge,
    name: "supergraph_outdated",
    help: "1 while the supergraph file holds something newer that was refused.",
    aggregator: "max",
    read: () => [[{}, readState().isOutdated ? 1 : 0]],
  });
  addReadMetric(registry, {
    Metric: Counter,
    name: "supergraph_changes_total",
    help: "Changes of the supergraph file, by what became of them.",
    labelNames: ["result"],
    read() {
      const { replaced, refused } = readState();
      return [
        [{ result: "replaced" }, replaced],
        [{ result: "refused" }, refused],
      ];
    },
  });
}
