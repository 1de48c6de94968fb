import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { wholeNumber } from "./environment.ts";

/** How long a stopping process goes on serving. */
export const drainVariables = { DRAIN_MS: wholeNumber(0, 600_000).optional() };

/** Two rounds of a balancer that asks every second; a person at a terminal does not like to wait. */
const PRODUCTION_DRAIN_MS = 2_000;
const DEVELOPMENT_DRAIN_MS = 500;

/** `DRAIN_MS`, or what is usual. */
export function chooseDrainMs(given: number | undefined, isProduction: boolean): number {
  return given ?? (isProduction ? PRODUCTION_DRAIN_MS : DEVELOPMENT_DRAIN_MS);
}

/** The time between being told to stop and stopping, in which clients go elsewhere. */
export interface Drain {
  /** Whether the process is about to stop: it serves, and is not ready. */
  isDraining(): boolean;
  /** Lets it begin. @returns once it is over */
  begin(): Promise<void>;
}

/**
 * Makes the drain of `server`. While it lasts everything is answered, with `Connection: close` (RFC 9112 §9.6): a
 * client that were left with an open connection would use it at the moment it closes, and have its request reset.
 */
export function createDrain(server: FastifyInstance, drainMs: number): Drain {
  let isDraining = false;
  server.addHook("onSend", (_request, reply, payload, done) => {
    if (isDraining) reply.header("connection", "close");
    done(null, payload);
  });
  return {
    isDraining: () => isDraining,
    async begin() {
      if (!isDraining) server.log.info("told to stop: not ready any more");
      isDraining = true;
      await delay(drainMs);
    },
  };
}
