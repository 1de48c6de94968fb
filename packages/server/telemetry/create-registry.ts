import { collectDefaultMetrics, Registry } from "prom-client";

/** How often the event loop is looked at, in milliseconds: each look wakes a process that has nothing to do. */
const EVENT_LOOP_INTERVAL_MS = 50;

/** Makes the metrics of a process, the usual ones among them: processor, memory, garbage collection, event loop. */
export function createRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_INTERVAL_MS });
  return registry;
}
