import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { addReadMetric, type Reading } from "../../packages/server/telemetry/add-read-metric.ts";
import { DURATION_BUCKETS } from "../../packages/server/telemetry/request-metrics.ts";
import type { BreakerState } from "../transport/circuit-breaker.ts";
import type { SubgraphClient } from "../transport/subgraph-client.ts";
import { type FinishedFetch, finishedFetches } from "../transport/watch-fetch.ts";

/**
 * Adds the metrics of every subgraph: each fetch as it ends, until `server` closes, and its client's state when read.
 * @param listClients lists the clients of the subgraphs that are served now
 */
export function addSubgraphMetrics(
  server: FastifyInstance,
  registry: Registry,
  listClients: () => readonly SubgraphClient[],
): void {
  watchFetches(server, registry);
  addReadMetric(registry, {
    Metric: Gauge,
    name: "subgraph_breaker_state",
    help: "1 for the state that the subgraph's circuit breaker is in (any worker's, where there are several), else 0.",
    aggregator: "max",
    labelNames: ["subgraph", "state"],
    read: () => listClients().flatMap(readBreaker),
  });
  for (const [Metric, name, help, count] of READINGS) {
    addReadMetric(registry, {
      Metric,
      name,
      help,
      labelNames: ["subgraph"],
      read: () => listClients().map((client) => [{ subgraph: client.name }, client.readState()[count]]),
    });
  }
}

const READINGS = [
  [Gauge, "subgraph_requests_in_flight", "Requests that hold a connection to the subgraph.", "inFlight"],
  [Gauge, "subgraph_requests_queued", "Requests that wait for a connection.", "queued"],
  [Counter, "subgraph_attempts_total", "Requests to the subgraph, retries and refused ones too.", "attempts"],
  [Counter, "subgraph_retries_total", "Requests that were sent again.", "retries"],
  [Counter, "subgraph_failures_total", "Requests that count against the subgraph.", "failures"],
  [Counter, "subgraph_timeouts_total", "Requests that got no answer in time.", "timeouts"],
  [Counter, "subgraph_refusals_total", "Requests not sent: breaker open, or too many waiting.", "refusals"],
] as const;

const BREAKER_STATES: readonly BreakerState[] = ["closed", "half-open", "open"];

function readBreaker({ name, readState }: SubgraphClient): Reading[] {
  const { breaker } = readState();
  return BREAKER_STATES.map((state) => [{ subgraph: name, state }, breaker === state ? 1 : 0]);
}

function watchFetches(server: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: "subgraph_fetch_duration_seconds",
    help: "Time of one fetch, retries and waits included, by how it ended.",
    labelNames: ["subgraph", "outcome"],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  const note = (message: unknown) => {
    const { subgraph, outcome, milliseconds } = message as FinishedFetch;
    durations.observe({ subgraph, outcome }, milliseconds / 1000);
  };
  finishedFetches.subscribe(note);
  server.addHook("onClose", async () => void finishedFetches.unsubscribe(note));
}
