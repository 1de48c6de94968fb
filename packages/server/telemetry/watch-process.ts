import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { InFlightCounts } from "../overload/limit-in-flight.ts";
import { createRegistry } from "./create-registry.ts";
import { serveMetrics } from "./metrics-route.ts";
import { addInFlightMetrics, watchRequests } from "./request-metrics.ts";
import type { TelemetrySettings } from "./variables.ts";

/** Which process is watched, and how. */
export interface WatchedProcess {
  readonly name: string;
  readonly settings: TelemetrySettings;
  readonly inFlight: InFlightCounts;
  readonly otherErrorCodes?: ReadonlySet<string>;
  /** What is served as metrics; where absent, those of this process. */
  readonly readMetrics?: () => Promise<string>;
}

/**
 * Watches what `server` does, from before its routes are added, and serves the metrics.
 * @returns where to add metrics of its own
 */
export function watchProcess(server: FastifyInstance, watched: WatchedProcess): Registry {
  const { name, settings, inFlight, otherErrorCodes, readMetrics } = watched;
  const registry = createRegistry(name);
  watchRequests(server, {
    registry,
    slowOperationMs: settings.slowOperationMs,
    ...(otherErrorCodes === undefined ? {} : { otherErrorCodes }),
  });
  addInFlightMetrics(registry, inFlight);
  serveMetrics(server, readMetrics ?? (() => registry.metrics()), settings);
  return registry;
}
