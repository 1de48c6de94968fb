import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { InFlightCounts } from "../overload/limit-in-flight.ts";
import { createRegistry } from "./create-registry.ts";
import { serveMetrics } from "./metrics-route.ts";
import { addInFlightMetrics, watchRequests } from "./request-metrics.ts";
import type { TelemetrySettings } from "./variables.ts";

/**
 * Measures `server` and serves the metrics. Call it before routes are added.
 * @returns the registry, for further metrics
 */
export function watchProcess(
  server: FastifyInstance,
  watched: {
    readonly name: string;
    readonly settings: TelemetrySettings;
    readonly inFlight: InFlightCounts;
    readonly otherErrorCodes?: ReadonlySet<string>;
    /** Reads the metrics to serve; where absent, those of this process. */
    readonly readMetrics?: () => Promise<string>;
  },
): Registry {
  const { name, settings, inFlight, otherErrorCodes, readMetrics } = watched;
  const registry = createRegistry(name);
  watchRequests(server, { registry, slowOperationMs: settings.slowOperationMs, otherErrorCodes });
  addInFlightMetrics(registry, inFlight);
  serveMetrics(server, readMetrics ?? (() => registry.metrics()), settings);
  return registry;
}
