import type { ServerResponse } from "node:http";
import type { GraphQLFormattedError } from "graphql";
import { createClientError } from "../errors/error-codes.ts";
import type { StreamReader, UnsentAnswers } from "../overload/unsent-answers.ts";
import { watchForLoss } from "./lost-clients.ts";
import { type Pinged, pingRegularly } from "./ping-turns.ts";
import type { ResultSink, ResultStream, StopReason, StreamedResult } from "./result-stream.ts";
import type { StreamForm } from "./stream-forms.ts";

/** A client that leaves more than this unread is cut off. */
export const MAXIMUM_UNSENT_RESULTS = 64;
const MAXIMUM_UNSENT_BYTES = 1024 * 1024;

/** Whether a client with so many unsent results has room for one more. The first always has. */
export function hasRoom(unsentResults: number, unsentBytes: number, bytes: number): boolean {
  if (unsentResults === 0) return true;
  return unsentResults < MAXIMUM_UNSENT_RESULTS && unsentBytes + bytes <= MAXIMUM_UNSENT_BYTES;
}

/** Watches the clients of all streams. */
export type StreamWatch = Pick<UnsentAnswers, "watchStream">;

/** How long a client may take for the last results of a stream that has ended. */
const LINGER_MS = 5_000;

/** The system asks an idle client whether it is there. */
const KEEP_ALIVE_MS = 8_000;

/** Writes the results for one client to its response, whose headers are sent. */
export class ClientSink implements ResultSink, StreamReader {
  readonly #form: StreamForm;
  readonly #response: ServerResponse;
  readonly #stopWatch: () => void;
  #stop: ((reason: StopReason) => void) | null = null;
  /** Why the client gets nothing more; null: it does. */
  #ended: StopReason | "ended" | null = null;
  #unsent = 0;
  #reportRoom: (() => void) | null = null;
  readonly #countSent = () => {
    this.#unsent -= 1;
    if (this.#isHalfEmpty()) this.#reportRoom?.();
  };

  /** @param unsent bounds what the clients of all streams leave unread; absent: nothing does */
  constructor(form: StreamForm, response: ServerResponse, unsent?: StreamWatch) {
    this.#form = form;
    this.#response = response;
    this.#stopWatch = watchClient(this, response, unsent);
    response.write(form.opening);
    response.once("close", () => this.#close("left"));
  }

  /** Lets the results of `stream` come. */
  begin(stream: ResultStream): void {
    const stop = stream.start(this);
    if (this.#ended === null) this.#stop = stop;
    // It ended while it began.
    else if (this.#ended !== "ended") stop(this.#ended);
  }

  next(result: StreamedResult): void {
    if (this.#ended !== null) return;
    const frame = result.frame(this.#form);
    if (this.#hasRoom(frame.length)) {
      this.#unsent += 1;
      this.#response.write(frame, this.#countSent);
    } else this.#endSlow();
  }

  waitForRoom(): Promise<void> | null {
    if (this.#ended !== null || this.#isHalfEmpty()) return null;
    return new Promise((resolve) => {
      this.#reportRoom = resolve;
    });
  }

  end(errors: readonly GraphQLFormattedError[] = []): void {
    if (this.#ended !== null) return;
    this.#close("ended");
    this.#sendEnd(errors);
  }

  ping(): void {
    if (this.#hasRoom(0)) this.#response.write(this.#form.ping);
  }

  countUnsent(): number {
    return this.#response.writableLength;
  }

  cutOff(): void {
    this.#close("slow");
    this.#response.socket?.resetAndDestroy();
  }

  #isHalfEmpty(): boolean {
    return this.#unsent <= MAXIMUM_UNSENT_RESULTS / 2 && this.#response.writableLength <= MAXIMUM_UNSENT_BYTES / 2;
  }

  #hasRoom(bytes: number): boolean {
    return hasRoom(this.#unsent, this.#response.writableLength, bytes);
  }

  #endSlow(): void {
    this.#close("slow");
    this.#sendEnd([SLOW_CLIENT]);
  }

  #sendEnd(errors: readonly GraphQLFormattedError[]): void {
    this.#response.end(this.#form.end(errors.length === 0 ? null : JSON.stringify(errors)));
    if (this.#response.writableLength === 0) return;
    const timer = setTimeout(() => this.#response.destroy(), LINGER_MS).unref();
    this.#response.once("close", () => clearTimeout(timer));
  }

  #close(reason: StopReason | "ended"): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#stopWatch();
    this.#reportRoom?.();
    if (reason !== "ended") this.#stop?.(reason);
    this.#stop = null;
  }
}

function watchClient(client: Pinged & StreamReader, { socket }: ServerResponse, unsent?: StreamWatch): () => void {
  const stops = [
    pingRegularly(client),
    unsent?.watchStream(client),
    socket === null ? undefined : watchForLoss(socket.setKeepAlive(true, KEEP_ALIVE_MS)),
  ];
  return () => {
    for (const stop of stops) stop?.();
  };
}

/** What a client is told that is cut off. */
export const SLOW_CLIENT = createClientError(
  "SUBSCRIPTION_BACKPRESSURE",
  "Results were not read as fast as they came. Read faster, or ask for less, and subscribe again.",
).toJSON();
