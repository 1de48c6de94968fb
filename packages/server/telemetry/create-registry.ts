import { collectDefaultMetrics, Registry } from "prom-client";

/**
 * Makes the metrics of a process, with what is to be known of every one: processor, memory, garbage collection, the
 * delay of its event loop since the last reading, and when it started.
 */
export function createRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}
