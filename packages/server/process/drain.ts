import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { wholeNumber } from "./environment.ts";

export const drainVariables = { DRAIN_MS: wholeNumber(0, 600_000).optional() };

/** Two rounds of a balancer that asks every second; less for a person who waits at a terminal. */
const PRODUCTION_DRAIN_MS = 2_000;
const DEVELOPMENT_DRAIN_MS = 500;

/** How long a stopping process goes on serving: `DRAIN_MS`, else the default. */
export function chooseDrainMs(given: number | undefined, isProduction: boolean): number {
  return given ?? (isProduction ? PRODUCTION_DRAIN_MS : DEVELOPMENT_DRAIN_MS);
}

/** The time between the signal to stop and the stop, in which clients go elsewhere. */
export type Drain = ReturnType<typeof createDrain>;

/**
 * Makes the drain of `server`. While it lasts, all requests are answered with `Connection: close` (RFC 9112 §9.6): a
 * client with an open connection might use it at the moment it closes, and have its request reset.
 */
export function createDrain(server: FastifyInstance, drainMs: number) {
  let isDraining = false;
  server.addHook("onSend", (_request, reply, payload, done) => {
    if (isDraining) reply.header("connection", "close");
    done(null, payload);
  });
  server.streamListeners.push((_request, reply) => {
    if (isDraining) reply.header("connection", "close");
  });
  return {
    /** Whether the process is about to stop: it still serves, and is not ready. */
    isDraining: () => isDraining,
    /** Begins the drain. @returns once it is over */
    async begin(): Promise<void> {
      if (!isDraining) server.log.info("told to stop: not ready any more");
      isDraining = true;
      await delay(drainMs);
    },
  };
}
