import { Counter, Gauge, type Registry } from "prom-client";
import { addReadMetric } from "../../packages/server/telemetry/add-read-metric.ts";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";

/** Adds what is open, what was sent, and how subscriptions ended. */
export function addSubscriptionMetrics(registry: Registry, { counts }: Pick<Subscriptions, "counts">): void {
  const add = (Metric: typeof Gauge | typeof Counter, name: string, help: string, read: () => number) =>
    addReadMetric(registry, { Metric, name, help, read: () => [[{}, read()]] });
  add(Gauge, "subscriptions_open", "Clients that receive a subscription.", counts.open);
  add(
    Gauge,
    "subscription_upstreams_open",
    "Streams of events from subgraphs: equal subscriptions share one.",
    counts.shared,
  );
  add(Counter, "subscription_results_total", "Results that were sent to subscribers.", () => counts.results);
  addReadMetric(registry, {
    Metric: Counter,
    name: "subscriptions_ended_total",
    help: "Subscriptions that ended, by reason.",
    labelNames: ["reason"],
    read: () => [...counts.ended].map(([reason, count]) => [{ reason }, count]),
  });
}

/** Adds the sockets that are open. */
export function addSocketMetrics(registry: Registry, { count }: { readonly count: () => number }): void {
  const help = "WebSockets that clients have open.";
  addReadMetric(registry, { Metric: Gauge, name: "websockets_open", help, read: () => [[{}, count()]] });
}
