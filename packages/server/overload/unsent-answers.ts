import type { Socket } from "node:net";
import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import type * as z from "zod";
import { wholeNumber } from "../process/environment.ts";
import { CALLER_SHARE } from "./caller-shares.ts";
import { readSentBytes } from "./sent-bytes.ts";

const MEGABYTE = 1024 * 1024;

/** How much a process keeps for clients that do not read, and for how long; 0 is no limit. */
export const sendVariables = {
  MAX_UNSENT_BYTES: wholeNumber(0, 1_000_000_000_000).default(64 * MEGABYTE),
  SEND_TIMEOUT_MS: wholeNumber(0, 600_000).default(10_000),
};

/** The bounds on answers that are not sent yet. */
export interface SendLimits {
  /** All of them together; `Infinity` is no limit. */
  readonly maximumBytes: number;
  /** A client that takes nothing of its answer for this time is cut off; `Infinity` is never. */
  readonly timeoutMs: number;
}

/** The limits that `values` give. */
export function buildSendLimits({
  MAX_UNSENT_BYTES,
  SEND_TIMEOUT_MS,
}: z.output<z.ZodObject<typeof sendVariables>>): SendLimits {
  return { maximumBytes: MAX_UNSENT_BYTES || Infinity, timeoutMs: SEND_TIMEOUT_MS || Infinity };
}

/** An answer this small always has room in bytes. */
const SMALL_BYTES = 16 * 1024;
/** Checks in one send timeout. Checks count, not time: a process that was held up cuts off no client for it. */
const CHECKS = 10;
/** The interval without a send timeout: stalled answers still make room. */
const USUAL_CHECK_MS = 1_000;
/** After so many checks without progress, an answer makes room for others, and for the end of the process. */
const STALLED_CHECKS = 2;

/** One answer, from when it is ready until the system has its last byte. */
export interface UnsentAnswer {
  readonly request: FastifyRequest;
  readonly socket: Socket;
  readonly bytes: number;
}

/** The answers of a process that are not sent yet. */
export type UnsentAnswers = ReturnType<typeof createUnsentAnswers>;

/** A client whose stream of results stays open. */
export interface StreamReader {
  /** The bytes that it has not taken yet. */
  countUnsent(): number;
  /** Ends its connection at once. */
  cutOff(): void;
}

interface Watched {
  readonly answer: UnsentAnswer;
  sent: number;
  checks: number;
  idleChecks: number;
}

interface Room {
  readonly bytes: number;
  readonly answers: number;
}

/** The bounds on what a process keeps for clients that do not read. */
export interface UnsentLimits {
  /** The upper limit of requests in flight; each caller has a share of their slots. */
  readonly maximum: number;
  readonly send: SendLimits;
  readonly findCaller: (request: FastifyRequest) => string;
}

/**
 * Makes the watch over the unsent answers of a process.
 * @param onSent called once for each added answer: it is sent, or cut off
 */
export function createUnsentAnswers(
  { send: limits, maximum, findCaller }: UnsentLimits,
  onSent: (request: FastifyRequest) => void,
  log: Pick<FastifyBaseLogger, "warn">,
) {
  const whole: Room = { bytes: limits.maximumBytes, answers: maximum };
  const share: Room = {
    bytes: whole.bytes * CALLER_SHARE,
    answers: Math.max(1, Math.floor(whole.answers * CALLER_SHARE)),
  };
  /** The oldest first. */
  const watched = new Map<UnsentAnswer, Watched>();
  /** What each had not taken at the last check. */
  const streams = new Map<StreamReader, number>();
  let bytesOfAll = 0;
  let cutOff = 0;
  let maximumIdleChecks = limits.timeoutMs === Infinity ? Infinity : CHECKS;

  function remove(answer: UnsentAnswer): void {
    if (!watched.delete(answer)) return;
    bytesOfAll -= answer.bytes;
    onSent(answer.request);
  }

  function cut({ answer, idleChecks }: Watched): void {
    const { request, socket, bytes } = answer;
    cutOff += 1;
    log.warn(
      { reqId: request.id, caller: findCaller(request), unsentBytes: bytes, idleChecks },
      "a client that does not read its answer is cut off",
    );
    // After a reset, the system does not keep the rest for the client either.
    socket.resetAndDestroy();
    remove(answer);
  }

  function makeRoom(found: readonly Watched[], bytes: number, room: Room): boolean {
    let answers = found.length;
    let unsent = found.reduce((sum, { answer }) => sum + answer.bytes, 0);
    const fits = () =>
      answers === 0 || (answers < room.answers && (bytes <= SMALL_BYTES || unsent + bytes <= room.bytes));
    for (const each of found) {
      if (fits()) return true;
      if (!hasStalled(each)) continue;
      cut(each);
      answers -= 1;
      unsent -= each.answer.bytes;
    }
    return fits();
  }

  /** Cuts off clients that have left something since the last check, those with the most first, if all leave too much. */
  function checkStreams(): void {
    let unsent = 0;
    const slow: [reader: StreamReader, bytes: number][] = [];
    for (const [reader, before] of streams) {
      const bytes = reader.countUnsent();
      streams.set(reader, bytes);
      unsent += bytes;
      if (bytes > 0 && before > 0) slow.push([reader, bytes]);
    }
    if (unsent <= whole.bytes) return;
    for (const [reader, bytes] of slow.sort(([, one], [, other]) => other - one)) {
      reader.cutOff();
      cutOff += 1;
      log.warn({ unsentBytes: bytes, ofAll: unsent }, "a client that does not read its stream is cut off");
      unsent -= bytes;
      if (unsent <= whole.bytes) return;
    }
  }

  return {
    /** Whether an answer of `bytes` has room beside its caller's others, and all. Cuts off stalled ones for it. */
    findRoom(request: FastifyRequest, bytes = SMALL_BYTES + 1): boolean {
      // Below one share in all, no caller is over its share.
      if (watched.size < share.answers && bytesOfAll + bytes <= share.bytes) return true;
      const caller = findCaller(request);
      const isOwn = ({ answer }: Watched) => findCaller(answer.request) === caller;
      const findUnsent = () => [...watched.values()].filter(isUnsent);
      return makeRoom(findUnsent().filter(isOwn), bytes, share) && makeRoom(findUnsent(), bytes, whole);
    },
    /** Watches an answer until `remove`. */
    add(answer: UnsentAnswer): void {
      watched.set(answer, { answer, sent: readSentBytes(answer.socket), checks: 0, idleChecks: 0 });
      bytesOfAll += answer.bytes;
    },
    remove,
    /** Cuts off the oldest answer that has stalled. @returns whether there was one */
    cutOffStalled(): boolean {
      const stalled = [...watched.values()].find((each) => isUnsent(each) && hasStalled(each));
      if (stalled !== undefined) cut(stalled);
      return stalled !== undefined;
    },
    /** Bounds what the clients of all streams leave unread. @returns ends the watch over this one */
    watchStream(reader: StreamReader): () => void {
      streams.set(reader, 0);
      return () => streams.delete(reader);
    },
    /** Notes progress, and cuts off answers without any for the send timeout. */
    check(): void {
      checkStreams();
      for (const each of watched.values()) {
        note(each);
        if (each.idleChecks >= maximumIdleChecks) cut(each);
      }
    },
    /** Cuts off stalled answers sooner from now on: the process is about to end. */
    hurry(): void {
      maximumIdleChecks = STALLED_CHECKS;
    },
    checkIntervalMs: limits.timeoutMs === Infinity ? USUAL_CHECK_MS : Math.ceil(limits.timeoutMs / CHECKS),
    countBytes: () => bytesOfAll,
    countCutOff: () => cutOff,
  };
}

/** Whether part of it still waits in the process. */
function isUnsent({ answer: { socket } }: Watched): boolean {
  return socket.writableLength > 0;
}

function note(each: Watched): void {
  const sent = readSentBytes(each.answer.socket);
  const isIdle = isUnsent(each) && sent === each.sent;
  each.idleChecks = isIdle ? each.idleChecks + 1 : 0;
  each.checks += 1;
  each.sent = sent;
}

/** A slow reader makes room only after the whole send timeout. */
function hasStalled({ idleChecks, checks }: Watched): boolean {
  return idleChecks >= STALLED_CHECKS || checks >= CHECKS;
}
