import { collectDefaultMetrics, Registry } from "prom-client";

/** Makes the metrics of a process, the usual ones among them: processor, memory, garbage collection, event loop. */
export function createRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}
