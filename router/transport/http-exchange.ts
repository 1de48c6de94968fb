import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { classifyTimeout } from "./attempt-timeout.ts";
import type { Applicant } from "./connection-shares.ts";
import {
  classifyError,
  classifyStatus,
  explainRefusal,
  isLostStatus,
  refusesRouter,
  withoutData,
} from "./failure-kind.ts";
import { continueTurn, endTurn, LARGE_ANSWER_BYTES, MAXIMUM_ANSWER_BYTES, takeTurn } from "./large-answers.ts";
import type { Cancellable, OperationDeadline } from "./operation-deadline.ts";
import { type AnswerReaders, isJson, readAnswer, type SubgraphAnswer } from "./read-answer.ts";
import { findRetryAfter } from "./retry-after.ts";
import { type FailureKind, SubgraphFailure } from "./subgraph-failure.ts";

const NO_HEADERS: IncomingHttpHeaders = {};

/** A GraphQL answer, with the HTTP status and headers it came with. */
export interface ReceivedAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly answer: SubgraphAnswer;
}

/** An HTTP request with a GraphQL operation. */
export interface Posting extends AnswerReaders {
  /** The id of the caller; for an anonymous client, its network. */
  readonly caller: string;
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly body: string;
  /** How long it may take from now, waiting for a connection included. */
  readonly timeoutMs: number;
  readonly deadline: OperationDeadline;
}

/** What the exchanges with one subgraph have in common. */
export interface ExchangeHost {
  readonly subgraph: string;
  /** Whether a request that has waited for a connection is still to be sent. */
  mayStart(): boolean;
  /** Gives the exchange to undici, once it has a share of the connections. */
  dispatch(exchange: HttpExchange, posting: Posting): void;
  /** Called when it is over while it waits. */
  withdraw(exchange: HttpExchange, posting: Posting): void;
  /** Called last, when the connection is free again or lost. */
  release(posting: Posting): void;
}

/**
 * One HTTP request and its answer, as undici reports them. It settles once: with a GraphQL answer, or with a failure
 * as soon as one is certain. Streams and abort signals would cost more than the rest of it.
 */
export class HttpExchange implements Dispatcher.DispatchHandler, Cancellable, Applicant {
  readonly #host: ExchangeHost;
  readonly #posting: Posting;
  readonly #resolve: (received: ReceivedAnswer) => void;
  readonly #reject: (failure: SubgraphFailure) => void;
  #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #statusCode = 0;
  #headers = NO_HEADERS;
  #controller: Dispatcher.DispatchController | null = null;
  #phase: "waiting" | "sent" | "settled" = "waiting";
  #queue: "not needed" | "in" | "passed" = "not needed";
  /** Set once the answer turns out to be large. */
  #resume: (() => void) | null = null;
  #isPaused = false;

  constructor(
    host: ExchangeHost,
    posting: Posting,
    resolve: (received: ReceivedAnswer) => void,
    reject: (failure: SubgraphFailure) => void,
  ) {
    const { timeoutMs, deadline } = posting;
    const availableMs = Math.min(timeoutMs, deadline.remainingMs());
    this.#host = host;
    this.#posting = posting;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = this.#startTimer(availableMs, availableMs);
    deadline.onCancel(this);
  }

  begin(): void {
    if (this.#queue === "in") this.#queue = "passed";
    this.#host.dispatch(this, this.#posting);
  }

  refuse(): void {
    this.#fail("not asked", new Error("too many requests wait for it"));
  }

  /** All connections are in use. */
  wait(): void {
    this.#queue = "in";
  }

  cancel(): void {
    this.#fail("cancelled", new Error("the client went away"));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isWaiting() && !this.#host.mayStart()) {
      this.#fail("not asked", new Error("it began to fail while the request waited for a connection"));
    }
    // A throw makes undici forget what it has not written; an abort would cost the connection.
    if (this.#phase === "settled") throw new Error("the request is over before it was sent");
    this.#phase = "sent";
    this.#controller = controller;
  }

  onResponseStart(_controller: unknown, statusCode: number, headers: IncomingHttpHeaders): void {
    this.#statusCode = statusCode;
    this.#headers = headers;
    if (refusesRouter(statusCode, headers)) {
      this.#fail("refused", explainRefusal());
      return;
    }
    if (statusCode < 200 || isJson(headers["content-type"])) return;
    const mediaType = String(headers["content-type"] ?? "");
    this.#refuseAnswer(new Error(`HTTP ${statusCode} with media type "${mediaType.slice(0, 100)}"`));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > MAXIMUM_ANSWER_BYTES) this.#fail("unusable", new Error("the answer is too large"));
    else this.#chunks.push(chunk);
    if (this.#resume !== null) continueTurn(this.#resume);
    else if (this.#length > LARGE_ANSWER_BYTES) this.#waitForTurn(controller);
  }

  onResponseEnd(): void {
    if (this.#phase !== "settled") this.#judge();
    this.#end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#fail(classifyError(error), withoutData(error));
    this.#end();
  }

  #startTimer(waitMs: number, availableMs: number): NodeJS.Timeout {
    // If the router itself was held up, timers come before an answer that has arrived: let it be read first.
    const end = () => setImmediate(() => this.#timeOut(availableMs));
    return setTimeout(end, Math.max(1, waitMs));
  }

  #isWaiting(): boolean {
    return this.#phase === "waiting" && this.#queue !== "not needed";
  }

  #waitForTurn(controller: Dispatcher.DispatchController): void {
    this.#resume = () => {
      this.#isPaused = false;
      controller.resume();
    };
    const mustWait = !takeTurn(this.#resume);
    this.#isPaused = mustWait;
    if (mustWait) controller.pause();
  }

  #end(): void {
    if (this.#resume !== null) endTurn(this.#resume);
    this.#host.release(this.#posting);
  }

  #judge(): void {
    const statusCode = this.#statusCode;
    const answer = isLostStatus(statusCode) ? null : readAnswer(this.#joinChunks(), statusCode, this.#posting);
    if (answer === null) {
      this.#refuseAnswer(new Error(`HTTP ${statusCode} without data or errors`));
      return;
    }
    this.#settle();
    this.#resolve({ statusCode, headers: this.#headers, answer });
  }

  #refuseAnswer(cause: Error): void {
    const retryAfter = findRetryAfter(this.#statusCode, this.#headers["retry-after"]);
    if (retryAfter === null) this.#fail(classifyStatus(this.#statusCode), cause);
    else this.#fail("busy", cause, retryAfter);
  }

  #joinChunks(): Buffer {
    // The exchange lives longer than its answer is read, and would keep the chunks as long.
    const chunks = this.#chunks.splice(0);
    const [first] = chunks;
    return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
  }

  #timeOut(availableMs: number): void {
    const { timeoutMs, deadline } = this.#posting;
    // Timers count whole milliseconds and may ring just before the deadline, when another fetch could still begin.
    const earlyMs = availableMs < timeoutMs ? Math.ceil(deadline.remainingMs()) : 0;
    if (earlyMs > 0 && this.#phase !== "settled") {
      this.#timer = this.#startTimer(earlyMs, availableMs);
      return;
    }
    const message = `no answer within ${Math.round(availableMs)} ms`;
    if (this.#isWaiting()) {
      this.#fail("not asked", new Error(`${message}, waiting for a connection`));
      return;
    }
    const kind = classifyTimeout(timeoutMs, availableMs, this.#isPaused);
    this.#fail(kind, new Error(message));
  }

  #fail(kind: FailureKind, cause: Error, retryAfter?: number): void {
    if (this.#phase === "settled") return;
    this.#settle();
    const failure = new SubgraphFailure(kind, this.#host.subgraph, cause, retryAfter);
    this.#reject(failure);
    if (this.#queue === "in") this.#host.withdraw(this, this.#posting);
    // Without a controller undici has not begun it: there is nothing to abort.
    this.#controller?.abort(failure);
  }

  #settle(): void {
    this.#phase = "settled";
    clearTimeout(this.#timer);
    this.#posting.deadline.offCancel(this);
  }
}
