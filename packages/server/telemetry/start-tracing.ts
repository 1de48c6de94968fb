import type { FastifyInstance } from "fastify";
import type { TracedProcess } from "./export-traces.ts";

/** Traces the requests to `server` until it closes, if there is a collector; else the code for it is not loaded. */
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
