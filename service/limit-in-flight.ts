import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isAlwaysServed } from "./always-served.ts";
import { wholeNumber } from "./environment.ts";
import { createInFlightGate, type InFlightGate, type InFlightLimits } from "./in-flight-gate.ts";
import { buildErrorBody } from "./json-errors.ts";
import { limitUnsent, type UnsentLimits } from "./limit-unsent.ts";
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

/** What a process does at this moment, and what it has not done since the start. */
export interface InFlightCounts {
  /** Requests that are worked on, or whose answer has not left yet. */
  countInFlight(): number;
  countRefused(): number;
  /** Of answers that have not left yet. */
  countUnsentBytes(): number;
  /** Clients that did not read their answers. */
  countCutOff(): number;
}

/** How much a process takes on. */
export type WorkLimits = InFlightLimits & UnsentLimits;

declare module "fastify" {
  interface FastifyRequest {
    /** What the request takes in the limit; null: it has none, or none any more. */
    place: "working" | "sending" | null;
  }
}

/**
 * Bounds the requests that `server` works on at once. What comes beyond is answered with 503 and `Retry-After`
 * (RFC 9110 §10.2.3) before its body is read. Refusing costs time as well: a client that comes back at once is kept
 * waiting, or a few hundred of them would leave none for the work. A body that comes slowly keeps nobody out: its
 * request counts from its end. A request keeps its place until the last byte of its answer has left.
 * @returns the counts, for whoever watches
 */
export function limitInFlight(server: FastifyInstance, limits: WorkLimits): InFlightCounts {
  const gate = createInFlightGate(limits, createProcessorLoad());
  const refusedAt = new WeakMap<Socket, number>();
  const reportRefusal = createRefusalReport(server, gate);
  let refused = 0;

  function findWait({ raw: { socket } }: FastifyRequest): number {
    const since = performance.now() - (refusedAt.get(socket) ?? -Infinity);
    return Math.max(0, IMPATIENCE_MS - since);
  }

  function noteRefusal(request: FastifyRequest): void {
    request.summary.errorCodes = ["SERVICE_UNAVAILABLE"];
    refused += 1;
    reportRefusal();
  }

  function refuse(request: FastifyRequest, reply: FastifyReply): void {
    refusedAt.set(request.raw.socket, performance.now());
    noteRefusal(request);
    reply.code(503).header("retry-after", RETRY_AFTER_SECONDS).send(REFUSAL);
  }

  /** A client that does not read makes place for one that may. */
  function isOpen(): boolean {
    return gate.isOpen() || (gate.waitsForSending() && unsent.cutOffStalled() && gate.isOpen());
  }

  server.decorateRequest("place", null);
  server.addHook("onRequest", (request, reply, done) => {
    if (isAlwaysServed(request)) return done();
    const { socket } = request.raw;
    const decide = () => (isOpen() && !socket.destroyed ? done() : refuse(request, reply));
    const wait = findWait(request);
    if (wait > 0) setTimeout(decide, wait);
    else decide();
  });
  server.addHook("preHandler", (request, reply, done) => {
    if (isAlwaysServed(request)) return done();
    if (!gate.enter()) return refuse(request, reply);
    request.place = "working";
    done();
  });
  server.addHook("onSend", (request, _reply, payload, done) => {
    if (request.place === "working") {
      gate.finish();
      request.place = "sending";
    }
    done(null, payload);
  });
  // After the hook above: a request whose client has left leaves at once.
  const unsent = limitUnsent(server, limits, {
    onRefused: noteRefusal,
    onSent(request) {
      if (request.place === "sending") gate.leave();
      request.place = null;
    },
  });
  return {
    countInFlight: gate.count,
    countRefused: () => refused,
    countUnsentBytes: unsent.countBytes,
    countCutOff: unsent.countCutOff,
  };
}

const REFUSAL = buildErrorBody("SERVICE_UNAVAILABLE", "There is too much to do. Try again in a second.");

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
