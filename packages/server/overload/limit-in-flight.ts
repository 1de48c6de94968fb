import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RETRY_AFTER_SECONDS, refuseForNow } from "../errors/retry-after.ts";
import { buildErrorBody } from "../http/json-errors.ts";
import { watchConnections } from "../http/late-connections.ts";
import { wholeNumber } from "../process/environment.ts";
import { createProcessorLoad } from "../process/processor-load.ts";
import { isAlwaysServed } from "./always-served.ts";
import { createCallerShares } from "./caller-shares.ts";
import { createInFlightGate, type InFlightLimits } from "./in-flight-gate.ts";
import { limitUnsent } from "./limit-unsent.ts";
import type { UnsentLimits } from "./unsent-answers.ts";

/** How many requests a process works on at once; 0 is any number. */
export const inFlightVariables = { MAX_IN_FLIGHT: wholeNumber(0, 1_000_000).optional() };

/** The defaults of `MAX_IN_FLIGHT`. */
export const DEFAULT_IN_FLIGHT = {
  /** Some 256 MB of answers and their parts, if all are large. */
  router: 512,
  /** Routers should refuse first. This limit is for when they are many, or bypassed. */
  subgraph: 256,
} as const;

/** `MAX_IN_FLIGHT`, or `standard` where it is not given. */
export function chooseMaximumInFlight(given: number | undefined, standard: number): number {
  return given === 0 ? Infinity : (given ?? standard);
}

/** A client that comes back too soon over the same connection, or is over its share, is kept waiting for this time. */
const IMPATIENCE_MS = 500;
/** How long a connection stays open after a refusal if no request comes over it. */
const REFUSED_IDLE_MS = 5_000;
const REPORT_INTERVAL_MS = 1_000;
/** The factor on the limit for callers without a slot, while one caller takes all of its share. */
const NEWCOMERS_FACTOR = 4;

/** What a process works on now, and what it has refused since the start. */
export type InFlightCounts = ReturnType<typeof limitInFlight>;

/** How much a process takes on. */
export interface WorkLimits extends InFlightLimits, UnsentLimits {
  /** Whether each caller has a share of the slots. If so, `findCaller` is called before the request is read. */
  readonly isShared: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    /** The request's slot; null: it has none, or has given it back. */
    slot: "working" | "sending" | null;
    /** Whose share the slot is taken from; empty where there are no shares. */
    slotCaller: string;
  }
}

/**
 * Bounds the requests that `server` works on at once. Beyond the limit, a request is answered with 503 and `Retry-After`
 * before its body is read. Refusing costs time as well: a client that comes back at once is kept waiting, or a few
 * hundred such clients would leave no time for the work. A caller over its share waits as well, and its connection ends
 * with the refusal. A connection that was accepted late is refused too, if its caller has a slot over another one. A slow
 * body keeps no other request out: its request counts from the body's end, until the last byte of its answer is sent.
 * @returns the counts, for metrics
 */
export function limitInFlight(server: FastifyInstance, limits: WorkLimits) {
  const gate = createInFlightGate(limits, createProcessorLoad());
  const shares = limits.isShared ? createCallerShares(() => performance.now()) : null;
  const connections = limits.targetMs < Infinity ? watchConnections(server.server) : null;
  const refusals = new WeakMap<Socket, { readonly at: number; readonly idleTimer: NodeJS.Timeout }>();
  let refused = 0;
  let reported = 0;
  let reportedAt = -Infinity;

  function findWait({ raw: { socket }, slotCaller }: FastifyRequest): number {
    if (!isWithinShare(slotCaller)) return IMPATIENCE_MS;
    const since = performance.now() - (refusals.get(socket)?.at ?? -Infinity);
    return Math.max(0, IMPATIENCE_MS - since);
  }

  function noteRefusal(request: FastifyRequest): void {
    request.summary.errorCodes = ["SERVICE_UNAVAILABLE"];
    refused += 1;
    // One line for all refusals of a second: a line each would cost more than the refusals.
    const now = performance.now();
    if (now - reportedAt < REPORT_INTERVAL_MS) return;
    const unreported = refused - reported;
    server.log.warn({ refused: unreported, inFlight: gate.count() }, "overloaded: requests are refused");
    reported = refused;
    reportedAt = now;
  }

  function refuse(request: FastifyRequest, reply: FastifyReply): void {
    const { socket } = request.raw;
    const idleTimer = setTimeout(() => socket.destroy(), REFUSED_IDLE_MS).unref();
    refusals.set(socket, { at: performance.now(), idleTimer });
    noteRefusal(request);
    reply.code(503).header("retry-after", RETRY_AFTER_SECONDS).send(REFUSAL);
  }

  function refuseShare(request: FastifyRequest, reply: FastifyReply): void {
    noteRefusal(request);
    reply.code(503).headers({ "retry-after": RETRY_AFTER_SECONDS, connection: "close" }).send(SHARE_REFUSAL);
  }

  function isWithinShare(caller: string): boolean {
    return shares === null || shares.ask(caller, gate.countSlots());
  }

  /** The factor on the limit for `caller`: without a slot, it need not wait for one that has taken all of its share. */
  function findFactor(caller: string): number {
    if (shares === null || gate.isOpen() || shares.hasSlot(caller)) return 1;
    return shares.isShareTaken(gate.countSlots()) ? NEWCOMERS_FACTOR : 1;
  }

  /** A client that does not read makes room for another. */
  function isOpen(caller: string): boolean {
    const factor = findFactor(caller);
    return gate.isOpen(factor) || (gate.waitsForSending() && unsent.cutOffStalled() && gate.isOpen(factor));
  }

  server.decorateRequest("slot", null);
  server.decorateRequest("slotCaller", "");
  server.addHook("onRequest", (request, reply, done) => {
    const { socket } = request.raw;
    clearTimeout(refusals.get(socket)?.idleTimer);
    if (isAlwaysServed(request)) return done();
    if (shares !== null) request.slotCaller = limits.findCaller(request);
    // A client without a slot is better served late than never.
    if (connections?.takeLate(socket) && shares?.hasSlot(request.slotCaller)) return refuse(request, reply);
    const decide = () => {
      if (!isWithinShare(request.slotCaller)) refuseShare(request, reply);
      else if (isOpen(request.slotCaller) && !socket.destroyed) done();
      else refuse(request, reply);
    };
    const wait = findWait(request);
    if (wait > 0) setTimeout(decide, wait);
    else decide();
  });
  server.addHook("preHandler", (request, reply, done) => {
    if (isAlwaysServed(request)) return done();
    if (!isWithinShare(request.slotCaller)) return refuseShare(request, reply);
    if (!enter(request)) return refuse(request, reply);
    done();
  });

  function enter(request: FastifyRequest): boolean {
    const isEntered = gate.enter(findFactor(request.slotCaller));
    if (isEntered) {
      shares?.take(request.slotCaller);
      request.slot = "working";
    }
    return isEntered;
  }

  function finish(request: FastifyRequest): void {
    if (request.slot !== "working") return;
    gate.finish();
    shares?.giveBack(request.slotCaller);
    request.slot = "sending";
  }

  function leave(request: FastifyRequest): void {
    if (request.slot === "sending") gate.leave();
    request.slot = null;
  }

  server.addHook("onSend", (request, _reply, payload, done) => {
    finish(request);
    done(null, payload);
  });
  // A stream takes no slot: it has limits of its own.
  server.streamListeners.push((request) => {
    finish(request);
    leave(request);
  });
  // Registered after the hook above: it frees the slot at once when the client has left.
  const unsent = limitUnsent(server, limits, {
    onRefused: noteRefusal,
    onSent: leave,
  });
  return {
    /**
     * Takes a slot for a request that came without HTTP of its own. The listeners of streams give it back.
     * @throws SERVICE_UNAVAILABLE, HTTP 503 with `Retry-After`, when there is none
     */
    enter(request: FastifyRequest): void {
      if (isWithinShare(request.slotCaller) && enter(request)) return;
      noteRefusal(request);
      throw refuseForNow({ code: "SERVICE_UNAVAILABLE", message: BUSY_MESSAGE });
    },
    /** Requests that are worked on, or whose answer is not sent yet. */
    countInFlight: gate.count,
    countRefused: () => refused,
    countUnsentBytes: unsent.countBytes,
    countCutOff: unsent.countCutOff,
  };
}

const BUSY_MESSAGE = "There is too much to do. Try again in a second.";

const REFUSAL = buildErrorBody("SERVICE_UNAVAILABLE", BUSY_MESSAGE);

const SHARE_REFUSAL = buildErrorBody(
  "SERVICE_UNAVAILABLE",
  "Too many requests from your address are under way while others wait. Try again in a second.",
);
