import type { Registry } from "prom-client";
import { createClientError } from "../../packages/server/errors/error-codes.ts";
import type { Spending, SpendingExchange } from "../limits/rate-limit-across-workers.ts";
import type { Order, Report, WorkersOverview } from "./messages.ts";
import { collect } from "./metrics-gathering.ts";
import type { WorkersSettings } from "./variables.ts";

/** Longer than the primary waits for the workers. */
const MAXIMUM_WAIT_MS = 5_000;

const IGNORE = () => undefined;

/** Connects a worker with the primary, and through it with the other workers. */
export type PrimaryLink = ReturnType<typeof createPrimaryLink>;

/** Makes the link of this process, a worker, to the primary. */
export function createPrimaryLink({ number, count }: WorkersSettings) {
  let overview: WorkersOverview = { running: 1, wanted: count, supergraphs: [] };
  let registry: Registry | null = null;
  const waiting = new Set<(text: string) => void>();
  let hearSpent: (spendings: readonly Spending[]) => void = IGNORE;

  async function sendMetrics(): Promise<void> {
    if (registry === null) return;
    try {
      tellPrimary({ type: "metrics", metrics: await collect(registry) });
    } catch {
      // The primary counts the workers that do not answer.
    }
  }

  process.on("message", (order: Order) => {
    if (order.type === "overview") overview = order.overview;
    if (order.type === "ping") tellPrimary({ type: "alive" });
    if (order.type === "collect") void sendMetrics();
    if (order.type === "spent") hearSpent(order.spendings);
    if (order.type === "gathered") for (const resolve of waiting) resolve(order.text);
  });

  const exchange: SpendingExchange = {
    workers: count,
    tellSpent: (spendings) => tellPrimary({ type: "spent", spendings }),
    onSpent(listener) {
      hearSpent = listener;
    },
  };
  return {
    ...exchange,
    number: number ?? 0,
    readOverview: () => overview,
    /** The metrics of all workers together. @throws SERVICE_UNAVAILABLE when the primary does not answer */
    gatherMetrics(): Promise<string> {
      return new Promise((resolve, reject) => {
        const settle = (text: string) => {
          waiting.delete(settle);
          clearTimeout(timer);
          resolve(text);
        };
        const timer = setTimeout(() => {
          waiting.delete(settle);
          reject(createClientError("SERVICE_UNAVAILABLE", "The workers' metrics cannot be gathered."));
        }, MAXIMUM_WAIT_MS);
        waiting.add(settle);
        tellPrimary({ type: "gather" });
      });
    },
    /** Sends the metrics of `offered` each time the primary asks for this worker's. */
    offerMetrics(offered: Registry): void {
      registry = offered;
    },
    tellSupergraph: (hash: string) => tellPrimary({ type: "supergraph", hash }),
  };
}

/** Tells the primary something; without effect if it is gone. */
export function tellPrimary(report: Report, onTold: () => void = IGNORE): void {
  if (process.connected) process.send?.(report, undefined, undefined, onTold);
}
