import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** Whether a process can do its work now. */
export type Readiness = { readonly ready: boolean } & Readonly<Record<string, unknown>>;

/** Readiness is checked at most once in this time. */
const REMEMBERED_MS = 250;
/** Shorter than probes wait. */
const TIMEOUT_MS = 1_000;

/**
 * Serves `GET /health/live` (the process answers) and `GET /health/ready` (200 when it can work, else 503 with the
 * reason), for supervisors and load balancers. Once told to stop, a process is not ready.
 */
export function serveHealth(server: FastifyInstance, checkReadiness: () => Promise<Readiness> | Readiness): void {
  const findReadiness = rememberBriefly(async () =>
    Promise.race([checkReadiness(), delay(TIMEOUT_MS, TOO_SLOW, { ref: false })]),
  );
  const config = { isAlwaysServed: true };
  server.get("/health/live", { config }, async () => ({ live: true }));
  server.get("/health/ready", { config }, async (_request, reply) => {
    const readiness = server.drain.isDraining() ? DRAINING : await findReadiness();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
}

const DRAINING: Readiness = { ready: false, draining: true };
const TOO_SLOW: Readiness = { ready: false, timedOut: true };

function rememberBriefly(check: () => Promise<Readiness>): () => Promise<Readiness> {
  let last: { readonly readiness: Promise<Readiness>; readonly askedAt: number } | null = null;
  return () => {
    const now = performance.now();
    if (last === null || now - last.askedAt > REMEMBERED_MS) last = { readiness: check(), askedAt: now };
    return last.readiness;
  };
}
