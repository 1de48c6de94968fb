import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { wholeNumber } from "./environment.ts";
import { createInFlightGate, type InFlightGate, type InFlightLimits } from "./in-flight-gate.ts";
import { buildErrorBody } from "./json-errors.ts";
import { createProcessorLoad } from "./processor-load.ts";

/** How many requests a process works on at once; 0 is any number. */
export const inFlightVariables = { MAX_IN_FLIGHT: wholeNumber(0, 1_000_000).optional() };

/** `MAX_IN_FLIGHT`, or what is `standard` for the process. */
export function chooseMaximumInFlight(given: number | undefined, standard: number): number {
  return given === 0 ? Infinity : (given ?? standard);
}

const RETRY_AFTER_SECONDS = 1;
/** How long somebody waits who comes back over the same connection before he was asked to. */
const IMPATIENCE_MS = 500;
const REPORT_INTERVAL_MS = 1_000;

/** How many requests are worked on, and how many have been refused since the start. */
export interface InFlightCounts {
  countInFlight(): number;
  countRefused(): number;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route is served however much there is to do, as supervisors need it. */
    readonly isAlwaysServed?: boolean;
  }
  interface FastifyRequest {
    isInFlight: boolean;
  }
}

/**
 * Bounds the requests that `server` works on at once. What comes beyond is answered with 503 and `Retry-After`
 * (RFC 9110 §10.2.3) before its body is read. Refusing costs time as well: a client that comes back at once is kept
 * waiting, or a few hundred of them would leave none for the work. A body that comes slowly keeps nobody out: its
 * request counts from its end.
 * @returns the counts, for whoever watches
 */
export function limitInFlight(server: FastifyInstance, limits: InFlightLimits): InFlightCounts {
  const gate = createInFlightGate(limits, createProcessorLoad());
  const refusedAt = new WeakMap<Socket, number>();
  const reportRefusal = createRefusalReport(server, gate);
  let refused = 0;

  function findWait({ raw: { socket } }: FastifyRequest): number {
    const since = performance.now() - (refusedAt.get(socket) ?? -Infinity);
    return Math.max(0, IMPATIENCE_MS - since);
  }

  function refuse(request: FastifyRequest, reply: FastifyReply): void {
    refusedAt.set(request.raw.socket, performance.now());
    request.summary.errorCodes = ["SERVICE_UNAVAILABLE"];
    refused += 1;
    reportRefusal();
    reply.code(503).header("retry-after", RETRY_AFTER_SECONDS).send(REFUSAL);
  }

  server.decorateRequest("isInFlight", false);
  server.addHook("onRequest", (request, reply, done) => {
    if (isAlwaysServed(request)) return done();
    const { socket } = request.raw;
    const decide = () => (gate.isOpen() && !socket.destroyed ? done() : refuse(request, reply));
    const wait = findWait(request);
    if (wait > 0) setTimeout(decide, wait);
    else decide();
  });
  server.addHook("preHandler", (request, reply, done) => {
    if (isAlwaysServed(request)) return done();
    request.isInFlight = gate.enter();
    if (request.isInFlight) done();
    else refuse(request, reply);
  });
  server.addHook("onSend", (request, _reply, payload, done) => {
    if (request.isInFlight) gate.leave();
    request.isInFlight = false;
    done(null, payload);
  });
  return { countInFlight: gate.count, countRefused: () => refused };
}

const REFUSAL = buildErrorBody("SERVICE_UNAVAILABLE", "There is too much to do. Try again in a second.");

function isAlwaysServed({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.isAlwaysServed === true;
}

/** One line for all refusals of a second: a line for each would cost more than they do. */
function createRefusalReport({ log }: FastifyInstance, gate: InFlightGate): () => void {
  let refused = 0;
  let reportedAt = -Infinity;
  return () => {
    refused += 1;
    const now = performance.now();
    if (now - reportedAt < REPORT_INTERVAL_MS) return;
    log.warn({ refused, inFlight: gate.count() }, "overloaded: requests are refused");
    refused = 0;
    reportedAt = now;
  };
}
