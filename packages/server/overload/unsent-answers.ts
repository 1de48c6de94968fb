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

/** What answers that have not left yet may take of a process. */
export interface SendLimits {
  /** Of all of them together; `Infinity` is any number. */
  readonly maximumBytes: number;
  /** How long a client may take nothing of its answer before it is cut off; `Infinity` is any time. */
  readonly timeoutMs: number;
}

/** The limits that `values` give. */
export function buildSendLimits({
  MAX_UNSENT_BYTES,
  SEND_TIMEOUT_MS,
}: z.output<z.ZodObject<typeof sendVariables>>): SendLimits {
  return { maximumBytes: MAX_UNSENT_BYTES || Infinity, timeoutMs: SEND_TIMEOUT_MS || Infinity };
}

/** An answer this small finds room by its slot alone. */
const SMALL_BYTES = 16 * 1024;
/** In one send timeout. Checks are counted, not time: a process that was held up cuts off nobody for it. */
const CHECKS = 10;
/** Where there is no send timeout, for what makes room. */
const USUAL_CHECK_MS = 1_000;
/** After as many checks without progress an answer makes room for others, and for the end of the process. */
const STALLED_CHECKS = 2;

/** One answer from the moment it is ready until its last byte has been handed to the system. */
export interface UnsentAnswer {
  readonly request: FastifyRequest;
  readonly socket: Socket;
  readonly bytes: number;
}

/** The answers of a process that have not left yet. */
export interface UnsentAnswers {
  /**
   * Whether an answer of `bytes` to `request` has room beside what its caller, and all callers, have not taken yet.
   * Where there is none, answers that have stalled are cut off to make some, the oldest first.
   */
  findRoom(request: FastifyRequest, bytes?: number): boolean;
  /** Watches an answer until `remove`. */
  add(answer: UnsentAnswer): void;
  /** It has left, or its client has. */
  remove(answer: UnsentAnswer): void;
  /** Cuts off the oldest answer that has stalled. @returns whether there was one */
  cutOffStalled(): boolean;
  /** Looks which answers have moved on, and cuts off those that have not for the send timeout. */
  check(): void;
  /** Cuts off stalled answers sooner from now on, because the process is about to end. */
  hurry(): void;
  readonly checkIntervalMs: number;
  countBytes(): number;
  /** How many clients have been cut off so far. */
  countCutOff(): number;
}

export interface UnsentAnswersOptions {
  readonly limits: SendLimits;
  /** How many requests the process has in flight at the most. */
  readonly maximumInFlight: number;
  /** Who has sent a request. */
  readonly findCaller: (request: FastifyRequest) => string;
  /** Called once for each answer that was added: it has left, or is cut off. */
  readonly onSent: (request: FastifyRequest) => void;
  readonly log: Pick<FastifyBaseLogger, "warn">;
}

interface Watched {
  readonly answer: UnsentAnswer;
  /** What the socket had sent when it was looked at last. */
  sent: number;
  checks: number;
  /** Since it moved on last. */
  idleChecks: number;
}

interface Room {
  readonly bytes: number;
  readonly answers: number;
}

/** Makes the watch over the answers of a process that have not left yet. */
export function createUnsentAnswers(options: UnsentAnswersOptions): UnsentAnswers {
  const { limits, maximumInFlight, findCaller, onSent, log } = options;
  const whole: Room = { bytes: limits.maximumBytes, answers: maximumInFlight };
  const share: Room = {
    bytes: whole.bytes * CALLER_SHARE,
    answers: Math.max(1, Math.floor(whole.answers * CALLER_SHARE)),
  };
  /** The oldest first. */
  const watched = new Map<UnsentAnswer, Watched>();
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
    // A reset, so that the system does not keep the rest for the client either.
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

  return {
    findRoom(request, bytes = SMALL_BYTES + 1) {
      // No caller is over his share before all together are.
      if (watched.size < share.answers && bytesOfAll + bytes <= share.bytes) return true;
      const caller = findCaller(request);
      const isOwn = ({ answer }: Watched) => findCaller(answer.request) === caller;
      const findUnsent = () => [...watched.values()].filter(isUnsent);
      return makeRoom(findUnsent().filter(isOwn), bytes, share) && makeRoom(findUnsent(), bytes, whole);
    },
    add(answer) {
      watched.set(answer, { answer, sent: readSentBytes(answer.socket), checks: 0, idleChecks: 0 });
      bytesOfAll += answer.bytes;
    },
    remove,
    cutOffStalled() {
      const stalled = [...watched.values()].find((each) => isUnsent(each) && hasStalled(each));
      if (stalled !== undefined) cut(stalled);
      return stalled !== undefined;
    },
    check() {
      for (const each of watched.values()) {
        note(each);
        if (each.idleChecks >= maximumIdleChecks) cut(each);
      }
    },
    hurry() {
      maximumIdleChecks = STALLED_CHECKS;
    },
    checkIntervalMs: limits.timeoutMs === Infinity ? USUAL_CHECK_MS : Math.ceil(limits.timeoutMs / CHECKS),
    countBytes: () => bytesOfAll,
    countCutOff: () => cutOff,
  };
}

/** Whether some of it still waits in the process. */
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

/** A client that reads, however slowly, is asked to make room only after it has had the whole send timeout. */
function hasStalled({ idleChecks, checks }: Watched): boolean {
  return idleChecks >= STALLED_CHECKS || checks >= CHECKS;
}
