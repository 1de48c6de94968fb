import { Counter, Gauge, type Registry } from "prom-client";
import type { SupergraphState } from "../supergraph/supergraph-state.ts";

/** Adds how often the supergraph was replaced, and whether what is served is what its file says. */
export function addSupergraphMetrics(registry: Registry, readState: () => SupergraphState): void {
  const registers = [registry];
  new Counter({
    name: "supergraph_changes_total",
    help: "Changes of the supergraph file, by whether what it said then was served.",
    labelNames: ["result"],
    registers,
    collect() {
      const { replaced, refused } = readState();
      this.reset();
      this.inc({ result: "served" }, replaced);
      this.inc({ result: "refused" }, refused);
    },
  });
  new Gauge({
    name: "supergraph_outdated",
    help: "1 while the supergraph file says something that was refused, else 0.",
    registers,
    collect() {
      this.set(readState().isOutdated ? 1 : 0);
    },
  });
}
