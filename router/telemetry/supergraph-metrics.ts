import { Counter, Gauge, type Registry } from "prom-client";
import type { SupergraphState } from "../graph/supergraph-state.ts";

/** Adds how often another supergraph was loaded or refused, and whether the one that is served is the file's. */
export function addSupergraphMetrics(registry: Registry, readState: () => SupergraphState): void {
  const registers = [registry];
  new Gauge({
    name: "supergraph_outdated",
    help: "1 while the supergraph file holds something newer that was refused.",
    aggregator: "max",
    registers,
    collect() {
      this.set(readState().isOutdated ? 1 : 0);
    },
  });
  new Counter({
    name: "supergraph_changes_total",
    help: "Changes of the supergraph file, by what became of them.",
    labelNames: ["result"],
    registers,
    collect() {
      const { replaced, refused } = readState();
      this.reset();
      this.inc({ result: "replaced" }, replaced);
      this.inc({ result: "refused" }, refused);
    },
  });
}
