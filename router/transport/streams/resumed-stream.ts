import type { IncomingHttpHeaders } from "node:http";
import { isHeaderValue } from "../../header-rules/header-rule.ts";
import { OperationDeadline } from "../operation-deadline.ts";
import { SubgraphFailure } from "../subgraph-failure.ts";
import { watchFetch } from "../watch-fetch.ts";
import { createResumption } from "./resumption.ts";
import type { ConnectionListener, StreamConnection } from "./stream-connection.ts";
import {
  EVENTS_MAY_BE_MISSING,
  type Upstream,
  type UpstreamContext,
  type UpstreamEnd,
  type UpstreamHooks,
  type UpstreamListener,
} from "./upstream.ts";

/** A longer id is no position: it would not fit into a header. */
const MAXIMUM_CURSOR_LENGTH = 1_024;

/** Where the connections for one stream come from. */
export interface StreamSource {
  readonly subgraph: string;
  /** The position after which it begins; null: none is known. */
  readonly cursor: string | null;
  /** How long a stream that was never open may take to open. */
  readonly openingMs: number;
  mayAsk(): boolean;
  /** Called when it is over, closed or not. */
  noteEnd(): void;
  /** @param forwarded headers that are sent along. @param cursor where it is to begin; null: now */
  connect(forwarded: readonly string[], cursor: string | null, listener: ConnectionListener): StreamConnection;
}

/**
 * Opens a stream, and opens it again where it ended when its connection is lost. Without a known position, or if the
 * subgraph does not say that it began there, events may be missing, and it fails.
 */
export function openResumedStream(
  { subgraph, openingMs, mayAsk, connect, noteEnd, cursor: start }: StreamSource,
  context: UpstreamContext,
  listener: UpstreamListener,
  hooks: UpstreamHooks | null,
): Upstream & { fail(failure: Error): void } {
  const resumption = createResumption(openingMs);
  let phase: "new" | "begun" | "over" = "new";
  let connection: StreamConnection | null = null;
  let timer: NodeJS.Timeout | undefined;
  let noteAttempt: ReturnType<typeof timeAttempt> | null = null;
  /** The position of the last event, or where it began. */
  let cursor = start;
  let isPaused = false;

  function close(): void {
    if (phase === "over") return;
    phase = "over";
    clearTimeout(timer);
    connection?.close();
    noteEnd();
  }

  function end(reason: UpstreamEnd): void {
    if (phase === "over") return;
    close();
    listener.ended(reason);
  }

  const fail = (failure: Error | typeof EVENTS_MAY_BE_MISSING) => end({ kind: "failed", failure });

  function endAttempt(headers: IncomingHttpHeaders | null, failure: Error | null): void {
    noteAttempt?.(headers, failure);
    noteAttempt = null;
  }

  async function open(): Promise<void> {
    noteAttempt = timeAttempt(subgraph, context, hooks);
    try {
      const deadline = new OperationDeadline(openingMs);
      const forwarded = await (hooks?.askForwarded(deadline) ?? context.forwarded);
      if (phase === "over") return;
      if (mayAsk()) connection = connect(forwarded?.of(subgraph) ?? [], cursor, connectionListener);
      else lose(new SubgraphFailure("not asked", subgraph, new Error("it fails")));
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      endAttempt(null, failure);
      fail(failure);
    }
  }

  function lose(failure: SubgraphFailure): void {
    // While it is lost, attempts that fail tell nothing new.
    const level = noteAttempt === null || phase === "new" ? "warn" : "debug";
    context.log[level]({ subgraph, code: failure.code, err: failure.cause }, "a stream from a subgraph is lost");
    endAttempt(null, failure);
    if (failure.kind === "refused") fail(failure);
    else if (phase === "begun" && cursor === null) fail(EVENTS_MAY_BE_MISSING);
    else openLater(failure);
  }

  function openLater(failure: SubgraphFailure): void {
    const waitMs = resumption.noteLoss((failure.retryAfter ?? 0) * 1000);
    if (waitMs === null) fail(failure);
    else timer = setTimeout(() => void open(), waitMs).unref();
  }

  const connectionListener: ConnectionListener = {
    opened(headers) {
      endAttempt(headers, null);
      resumption.noteOpened();
      if (isPaused) connection?.pause();
      const begin = readCursor(headers["last-event-id"]);
      const startsEarlier = headers["subscription-starts"] === "earlier";
      const goesOn = startsEarlier || begin === cursor;
      if (!goesOn && (phase === "begun" || start !== null)) fail(EVENTS_MAY_BE_MISSING);
      else if (phase === "begun") context.log.info({ subgraph }, "a lost stream goes on");
      else {
        phase = "begun";
        cursor = begin ?? cursor;
        context.noteHeaders?.(headers, subgraph);
        listener.opened({ cursor, startsEarlier });
      }
    },
    event(answer, id) {
      resumption.noteEvent();
      // As in a browser, an event without an id does not move the position.
      if (id !== null) cursor = readCursor(id);
      listener.event(answer);
    },
    ended(reason) {
      connection = null;
      if (reason.kind === "failed") lose(reason.failure);
      else {
        endAttempt(null, null);
        end(reason);
      }
    },
  };

  void open();
  return {
    close,
    fail,
    readCursor: () => cursor,
    pause() {
      isPaused = true;
      connection?.pause();
    },
    resume() {
      isPaused = false;
      connection?.resume();
    },
  };
}

/** @returns ends the timing of an attempt */
function timeAttempt(subgraph: string, { summary }: UpstreamContext, hooks: UpstreamHooks | null) {
  const startedAt = performance.now();
  const note = watchFetch(subgraph, summary);
  return (headers: IncomingHttpHeaders | null, failure: Error | null) => {
    const otherwise = failure === null ? "answered" : "defect";
    note(failure instanceof SubgraphFailure ? failure.kind : otherwise);
    hooks?.noteAttempt(performance.now() - startedAt, headers, failure);
  };
}

function readCursor(value: unknown): string | null {
  return isHeaderValue(value) && value !== "" && value.length <= MAXIMUM_CURSOR_LENGTH ? value : null;
}
