import type { FastifyInstance } from "fastify";
import type { TelemetrySettings } from "./variables.ts";

/** Which process is traced, and how. */
export interface TracedProcess {
  readonly name: string;
  readonly settings: TelemetrySettings;
  /**
   * Whether it decides which requests are traced, whatever clients wish: of theirs it takes the ids alone. A process that
   * does not decide traces what the one that asks it traces, and nothing of its own.
   */
  readonly begins: boolean;
}

/**
 * Traces the requests to `server` where a collector is configured, until the server has closed. Where none is, the code
 * for it is not even loaded.
 */
export async function startTracing(server: FastifyInstance, traced: TracedProcess): Promise<void> {
  const { collectorUrl } = traced.settings;
  if (collectorUrl === null) return;
  const [{ exportTraces }, { traceRequests }] = await Promise.all([
    import("./export-traces.ts"),
    import("./trace-requests.ts"),
  ]);
  const stop = exportTraces(collectorUrl, traced, server.log);
  traceRequests(server);
  server.addHook("onClose", stop);
}
