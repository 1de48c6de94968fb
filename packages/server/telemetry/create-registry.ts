import { collectDefaultMetrics, Registry } from "prom-client";

/**
 * Makes the metrics of a process, with the defaults: processor, memory, garbage collection, start time, and the delay of
 * the event loop since the last reading.
 */
export function createRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}
