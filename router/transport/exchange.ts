import { isAscii, isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { type Dispatcher, errors } from "undici";
import { ROUTER_CHALLENGE } from "../../packages/server/router-auth/verify-request.ts";
import { continueTurn, endTurn, LARGE_ANSWER_BYTES, takeTurn } from "./large-answers.ts";
import type { Applicant } from "./places.ts";
import { findFailureKind, isJson, type ParseJson, parseAnswer, type SubgraphAnswer } from "./read-answer.ts";
import type { Cancellable, RequestLifetime } from "./request-lifetime.ts";
import { findRetryAfter } from "./retry-after.ts";
import { type FailureKind, SubgraphFailure } from "./subgraph-failure.ts";

/** A larger answer is refused: parsing it would hold the event loop and the memory of everybody else. */
const MAXIMUM_ANSWER_BYTES = 16 * 1024 * 1024;

/** A try that had less of its time than this says nothing of the subgraph when it is cut off. */
const TELLING_SHARE = 0.5;

const NO_HEADERS: IncomingHttpHeaders = {};

/** A GraphQL answer, and the HTTP status and headers it came with. */
export interface ReceivedAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly answer: SubgraphAnswer;
}

/** An HTTP request with a GraphQL operation. */
export interface Posting {
  /** Who has it sent: the caller, or the network of a client that does not say who it is. */
  readonly caller: string;
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly body: string;
  /** Finds the data in the text of an answer that need not be parsed; null where every answer is. */
  readonly readVerbatim: ((answer: string) => string | null) | null;
  /** Parses any other answer. */
  readonly parse: ParseJson;
  /** How long it may take from now, waiting for a connection included. */
  readonly timeoutMs: number;
  readonly lifetime: RequestLifetime;
}

/** What the exchanges with one subgraph have in common. */
export interface ExchangeHost {
  readonly subgraph: string;
  /** Whether a request that has waited for a place is still to be sent. */
  mayStart(): boolean;
  /** Gives the exchange to undici, once it has a place. */
  dispatch(exchange: Exchange, posting: Posting): void;
  /** Called when it is over before it had a place. */
  withdraw(exchange: Exchange, posting: Posting): void;
  /** Called last, when the connection is free again or lost. */
  release(posting: Posting): void;
}

/** How an exchange ends. */
interface Outcome {
  readonly resolve: (received: ReceivedAnswer) => void;
  readonly reject: (failure: SubgraphFailure) => void;
}

/**
 * One HTTP request and its answer, as undici reports them. It settles once: with a GraphQL answer, or with a failure
 * as soon as one is certain, however much is still to come from the subgraph. Streams and abort signals would cost
 * more than the rest of it.
 */
export class Exchange implements Dispatcher.DispatchHandler, Cancellable, Applicant {
  readonly #host: ExchangeHost;
  readonly #posting: Posting;
  readonly #outcome: Outcome;
  readonly #timer: NodeJS.Timeout;
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

  constructor(host: ExchangeHost, posting: Posting, outcome: Outcome) {
    const { timeoutMs, lifetime } = posting;
    const availableMs = Math.min(timeoutMs, lifetime.remainingMs());
    this.#host = host;
    this.#posting = posting;
    this.#outcome = outcome;
    // After a hold-up of our own the answer may lie there unread, and timers come before it: let it be read first.
    const end = () => setImmediate(() => this.#timeOut(availableMs));
    this.#timer = setTimeout(end, Math.max(1, availableMs));
    lifetime.onCancel(this);
  }

  begin(): void {
    if (this.#queue === "in") this.#queue = "passed";
    this.#host.dispatch(this, this.#posting);
  }

  refuse(): void {
    this.#fail("not asked", new Error("too many requests wait for it"));
  }

  /** Told that all places are taken. */
  wait(): void {
    this.#queue = "in";
  }

  cancel(): void {
    this.#fail("cancelled", new Error("the client went away"));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase === "waiting" && this.#queue !== "not needed" && !this.#host.mayStart()) {
      this.#fail("not asked", new Error("it began to fail while the request waited for a connection"));
    }
    // What undici has written nothing of, it forgets when this throws; an abort would cost the connection.
    if (this.#phase === "settled") throw new Error("the request is over before it was sent");
    this.#phase = "sent";
    this.#controller = controller;
  }

  onResponseStart(_controller: unknown, statusCode: number, headers: IncomingHttpHeaders): void {
    this.#statusCode = statusCode;
    this.#headers = headers;
    if (statusCode === 401 && headers["www-authenticate"] === ROUTER_CHALLENGE) {
      // The client can do nothing about it, and must not take it for a refusal of its token.
      const question = "are ROUTER_SECRET, ROUTER_AUTH and the clocks the same?";
      this.#fail("refused", new Error(`it refuses this router: ${question}`));
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

  #waitForTurn(controller: Dispatcher.DispatchController): void {
    this.#resume = () => {
      this.#isPaused = false;
      controller.resume();
    };
    this.#isPaused = !takeTurn(this.#resume);
    if (this.#isPaused) controller.pause();
  }

  #end(): void {
    if (this.#resume !== null) endTurn(this.#resume);
    this.#host.release(this.#posting);
  }

  /** Whatever a 502, 503 or 504 says, it is not what was asked for. */
  #judge(): void {
    const statusCode = this.#statusCode;
    const answer =
      findFailureKind(statusCode) === "gateway error" ? null : this.#readAnswer(this.#joinChunks());
    if (answer === null) {
      this.#refuseAnswer(new Error(`HTTP ${statusCode} without data or errors`));
      return;
    }
    this.#settle();
    this.#outcome.resolve({ statusCode, headers: this.#headers, answer });
  }

  #refuseAnswer(cause: Error): void {
    const retryAfter = findRetryAfter(this.#statusCode, this.#headers["retry-after"]);
    if (retryAfter === null) this.#fail(findFailureKind(this.#statusCode), cause);
    else this.#fail("busy", cause, retryAfter);
  }

  #readAnswer(bytes: Buffer): SubgraphAnswer | null {
    const isPlain = isAscii(bytes);
    // UTF-8, which most answers make no use of: then the bytes need only be copied.
    const text = bytes.toString(isPlain ? "latin1" : "utf8");
    // What is sent on as it came must be what was read.
    const isFit = this.#statusCode === 200 && (isPlain || isUtf8(bytes));
    const dataText = isFit ? (this.#posting.readVerbatim?.(text) ?? null) : null;
    return dataText === null
      ? parseAnswer(text, this.#posting.parse)
      : { verbatim: { dataText, bytes }, isClean: true };
  }

  #joinChunks(): Buffer {
    // The exchange outlives its answer's reading, and would keep the chunks for as long.
    const chunks = this.#chunks.splice(0);
    const [first] = chunks;
    return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
  }

  #timeOut(availableMs: number): void {
    const { timeoutMs } = this.#posting;
    const message = `no answer within ${Math.round(availableMs)} ms`;
    if (this.#phase === "waiting" && this.#queue !== "not needed") {
      this.#fail("not asked", new Error(`${message}, waiting for a connection`));
      return;
    }
    const isOurDelay = this.#isPaused || availableMs < timeoutMs * TELLING_SHARE;
    this.#fail(isOurDelay ? "out of time" : "timed out", new Error(message));
  }

  #fail(kind: FailureKind, cause: Error, retryAfter?: number): void {
    if (this.#phase === "settled") return;
    this.#settle();
    const failure = new SubgraphFailure(kind, this.#host.subgraph, cause, retryAfter);
    this.#outcome.reject(failure);
    if (this.#queue === "in") this.#host.withdraw(this, this.#posting);
    // Before undici knows a connection for it there is nothing to abort; it is not begun then.
    this.#controller?.abort(failure);
  }

  #settle(): void {
    this.#phase = "settled";
    clearTimeout(this.#timer);
    this.#posting.lifetime.offCancel(this);
  }
}

/** What undici's errors mean: bytes that are no HTTP, a request that we could not even make, or a lost connection. */
function classifyError(error: Error): FailureKind {
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) {
    return "unusable";
  }
  const isOurs = [errors.InvalidArgumentError, errors.ClientClosedError, errors.ClientDestroyedError].some(
    (kind) => error instanceof kind,
  );
  return isOurs ? "not asked" : "unreachable";
}

/** A parser's error carries the bytes that it could not read, which are nothing for a log. */
function withoutData(error: Error): Error {
  return error instanceof errors.HTTPParserError ? new Error(error.message) : error;
}
