import type { FastifyBaseLogger } from "fastify";
import type { ResultSink, StopReason, StreamedResult } from "../../packages/server/streams/result-stream.ts";
import { type EndReason, STREAM_ENDS, type StreamEnd } from "./stream-end.ts";

/** Who receives a subscription, and for how long at most. */
export interface SubscriberFacts {
  /** Whose subscriptions it is counted with. */
  readonly owner: string;
  readonly log: FastifyBaseLogger;
  readonly operationName: string | null;
  readonly callerId: string | undefined;
  /** When its access token ends, in milliseconds since 1970; `Infinity`: it has none. */
  readonly tokenEndsAt: number;
  /** How long it may be open, in milliseconds. */
  readonly maximumMs: number;
}

/** Node's timers wait for some 24 days at most. */
const MAXIMUM_WAIT_MS = 2 ** 31 - 1;

/** The last tenth of the longest time is random: clients that came at the same time do not come back at the same time. */
const EXPIRY_SPREAD = 0.1;

const STOPS: Readonly<Record<StopReason, EndReason>> = { left: "client left", slow: "client too slow" };

/** One client that receives the results of a subscription. */
export class Subscriber {
  readonly facts: SubscriberFacts;
  readonly #sink: ResultSink;
  readonly #onEnd: (reason: EndReason) => void;
  readonly #startedAt = Date.now();
  readonly #expiresAt: number;
  #tokenEndsAt: number;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #events = 0;
  #bytes = 0;

  /** @param onEnd called once, however it ends */
  constructor(facts: SubscriberFacts, sink: ResultSink, onEnd: (reason: EndReason) => void) {
    this.facts = facts;
    this.#sink = sink;
    this.#onEnd = onEnd;
    this.#tokenEndsAt = facts.tokenEndsAt;
    this.#expiresAt = this.#startedAt + facts.maximumMs * (1 - Math.random() * EXPIRY_SPREAD);
    const { log, operationName, callerId } = facts;
    log.info({ operationName, callerId }, "a subscription began");
    this.#awaitExpiry();
  }

  send(result: StreamedResult): void {
    if (this.#isOver) return;
    this.#events += 1;
    this.#bytes += result.bytes;
    this.#sink.next(result);
  }

  end({ reason, errors }: StreamEnd): void {
    if (this.#isOver) return;
    this.#close(reason);
    this.#sink.end(errors);
  }

  /** Its client has a later token. @param endsAt in milliseconds since 1970 */
  renewToken(endsAt: number): void {
    clearTimeout(this.#timer);
    this.#tokenEndsAt = endsAt;
    if (!this.#isOver) this.#awaitExpiry();
  }

  /** The client has left, or is cut off. */
  stop(reason: StopReason): void {
    if (!this.#isOver) this.#close(STOPS[reason]);
  }

  #awaitExpiry(): void {
    const endsAt = Math.min(this.#expiresAt, this.#tokenEndsAt);
    if (endsAt === Infinity) return;
    const waitMs = Math.min(MAXIMUM_WAIT_MS, Math.max(0, endsAt - Date.now()));
    this.#timer = setTimeout(() => this.#expire(), waitMs).unref();
  }

  #expire(): void {
    const now = Date.now();
    if (now >= this.#tokenEndsAt) this.end(STREAM_ENDS.tokenExpired);
    else if (now >= this.#expiresAt) this.end(STREAM_ENDS.expired);
    else this.#awaitExpiry();
  }

  #close(reason: EndReason): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    const { log, operationName, callerId } = this.facts;
    const seconds = Math.round((Date.now() - this.#startedAt) / 100) / 10;
    const told = { operationName, callerId, reason, events: this.#events, bytes: this.#bytes, seconds };
    log.info(told, "a subscription ended");
    this.#onEnd(reason);
  }
}
