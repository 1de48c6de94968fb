import type { IncomingHttpHeaders } from "node:http";
import type { TlsSettings } from "../connections.ts";
import type { AnswerReaders, SubgraphAnswer } from "../read-answer.ts";
import { type FailureKind, SubgraphFailure } from "../subgraph-failure.ts";

/** A larger event is refused. */
export const MAXIMUM_EVENT_BYTES = 1024 * 1024;
/** A subgraph whose stream brings no byte for so long, pings included, is lost. Ours ping every 12 s. */
export const MAXIMUM_SILENCE_MS = 30_000;

/** Where the streams of a subgraph are, and how long they may take. */
export interface StreamPlace {
  readonly subgraph: string;
  readonly url: string;
  readonly tls: TlsSettings;
  /** How long a stream may take to open, in milliseconds. */
  readonly openingMs: number;
  /** How long an open one may bring nothing. */
  readonly silenceMs: number;
}

/** What opens one connection for one stream. */
export interface StreamRequest extends Pick<AnswerReaders, "parse"> {
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly body: string;
  /** The payload of `connection_init`, for a socket. */
  readonly connectionParams: Readonly<Record<string, string>>;
}

/** How a connection ends. A failure may be tried again, unless its kind is "refused". */
export type ConnectionEnd =
  | { readonly kind: "complete" }
  | { readonly kind: "refused"; readonly answer: SubgraphAnswer }
  | { readonly kind: "failed"; readonly failure: SubgraphFailure };

/** Takes what one connection brings. */
export interface ConnectionListener {
  opened(headers: IncomingHttpHeaders): void;
  /** @param id the position of the event; null: the subgraph does not say */
  event(answer: SubgraphAnswer, id: string | null): void;
  ended(end: ConnectionEnd): void;
}

/** One connection, which brings one stream. Once it is closed or has ended, it calls its listener no more. */
export interface StreamConnection {
  close(): void;
  pause(): void;
  resume(): void;
}

/** Opens a connection. */
export type Connect = (request: StreamRequest, listener: ConnectionListener) => StreamConnection;

/** What a connection tells its listener through. */
export type Outlet = ReturnType<typeof createOutlet>;

/**
 * Makes what a connection tells `listener` through, until it ends: once, and after a silence by itself.
 * @param disconnect called at the end
 */
export function createOutlet(place: StreamPlace, listener: ConnectionListener, disconnect: () => void) {
  const { subgraph, openingMs, silenceMs } = place;
  let phase: "opening" | "open" | "over" = "opening";
  let hasRung = false;
  let timer = startTimer(openingMs);

  function startTimer(milliseconds: number): NodeJS.Timeout {
    hasRung = false;
    const judge = () => {
      if (hasRung) fail("timed out", new Error(`it brought nothing for ${milliseconds} ms`));
    };
    const ring = () => {
      hasRung = true;
      // If the router itself was held up, timers come before bytes that have arrived: let these be heard first.
      setImmediate(judge);
    };
    return setTimeout(ring, milliseconds).unref();
  }

  function stopTimer(): void {
    hasRung = false;
    clearTimeout(timer);
  }

  function restartTimer(): void {
    stopTimer();
    timer = startTimer(silenceMs);
  }

  function close(): void {
    if (phase === "over") return;
    phase = "over";
    stopTimer();
    disconnect();
  }

  function end(reason: ConnectionEnd): void {
    if (phase === "over") return;
    close();
    listener.ended(reason);
  }

  function fail(kind: FailureKind, cause: Error, retryAfter?: number): void {
    end({ kind: "failed", failure: new SubgraphFailure(kind, subgraph, cause, retryAfter) });
  }

  return {
    phase: () => phase,
    open(headers: IncomingHttpHeaders): void {
      phase = "open";
      restartTimer();
      listener.opened(headers);
    },
    /** Bytes have come. */
    heard(): void {
      hasRung = false;
      timer.refresh();
    },
    /** @param answer null: what came is not a GraphQL response */
    event(answer: SubgraphAnswer | null, id: string | null): void {
      if (phase === "over") return;
      if (answer === null) fail("unusable", new Error("an event is not a GraphQL response"));
      else listener.event(answer, id);
    },
    /** The stream is refused with errors. @param answer null: they cannot be read */
    refuse(answer: SubgraphAnswer | null): void {
      if (answer === null) fail("unusable", new Error("its errors cannot be read"));
      else end({ kind: "refused", answer });
    },
    end,
    fail,
    close,
    /** Nothing is awaited while the reading is paused. */
    pause: stopTimer,
    resume: restartTimer,
  };
}
