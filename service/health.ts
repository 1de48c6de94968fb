import type { FastifyInstance } from "fastify";

/** Whether a process can do its work now. */
export type Readiness = { readonly ready: boolean } & Readonly<Record<string, unknown>>;

/**
 * Serves `GET /health/live` (the process answers) and `GET /health/ready` (it can do its work: 200, or 503 with the
 * reason), for supervisors and load balancers.
 */
export function serveHealth(
  server: FastifyInstance,
  checkReadiness: () => Promise<Readiness> | Readiness,
): void {
  server.get("/health/live", async () => ({ live: true }));
  server.get("/health/ready", async (_request, reply) => {
    const readiness = await checkReadiness();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
}
