import type { IncomingHttpHeaders } from "node:http";
import { StringDecoder } from "node:string_decoder";
import { createParser } from "eventsource-parser";
import { buildConnector, Client, type Dispatcher } from "undici";
import {
  classifyError,
  classifyStatus,
  explainRefusal,
  isLostStatus,
  refusesRouter,
  withoutData,
} from "../failure-kind.ts";
import { type AnswerReaders, isJson, parseAnswer, readAnswer } from "../read-answer.ts";
import { findRetryAfter } from "../retry-after.ts";
import { type Connect, createOutlet, MAXIMUM_EVENT_BYTES, type Outlet, type StreamPlace } from "./stream-connection.ts";

/** What a request for an event stream says of its media, names and values by turns. */
export const EVENT_STREAM_MEDIA = ["content-type", "application/json", "accept", "text/event-stream"];

/** Takes the body of an answer. */
interface BodyReader {
  read(chunk: Buffer): void;
  end(): void;
}

/**
 * Makes what opens event streams at `place` by POST ("distinct connections mode" of
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). Each has a connection of its own, so that it can be
 * closed at once, and takes none from usual requests.
 */
export function createEventStreams(place: StreamPlace): Connect {
  const { origin, pathname, search } = new URL(place.url);
  const options = { path: pathname + search, method: "POST", headersTimeout: 0, bodyTimeout: 0 } as const;
  const connect = buildConnector({ ...place.tls, timeout: place.openingMs });
  return ({ headers, body, parse }, listener) => {
    const client = new Client(origin, { connect });
    // What the end breaks off is over already.
    const outlet = createOutlet(place, listener, () => client.destroy().catch(() => undefined));
    const handler = createResponseHandler(outlet, parse);
    client.dispatch({ ...options, headers: [...headers], body }, handler);
    return {
      close: outlet.close,
      pause() {
        outlet.pause();
        handler.controller()?.pause();
      },
      resume() {
        outlet.resume();
        handler.controller()?.resume();
      },
    };
  };
}

function createResponseHandler(outlet: Outlet, parse: AnswerReaders["parse"]) {
  let controller: Dispatcher.DispatchController | null = null;
  let reader: BodyReader | null = null;
  return {
    controller: () => controller,
    onRequestStart(given: Dispatcher.DispatchController): void {
      controller = given;
    },
    onResponseStart(_controller: unknown, statusCode: number, headers: IncomingHttpHeaders): void {
      if (statusCode < 200 || outlet.phase() === "over") return;
      if (refusesRouter(statusCode, headers)) outlet.fail("refused", explainRefusal());
      else if (statusCode === 200 && isEventStream(headers["content-type"])) {
        reader = createEventReader(outlet, parse);
        outlet.open(headers);
      } else reader = createRefusalReader(outlet, parse, statusCode, headers);
    },
    onResponseData(_controller: unknown, chunk: Buffer): void {
      if (outlet.phase() !== "over") reader?.read(chunk);
    },
    onResponseEnd: () => reader?.end(),
    onResponseError: (_controller: unknown, error: Error) => outlet.fail(classifyError(error), withoutData(error)),
  };
}

function createEventReader(outlet: Outlet, parse: AnswerReaders["parse"]): BodyReader {
  const decoder = new StringDecoder("utf8");
  const parser = createParser({
    maxBufferSize: MAXIMUM_EVENT_BYTES,
    onEvent({ id = null, event = "next", data }) {
      if (event === "complete") outlet.end({ kind: "complete" });
      else if (event === "next") outlet.event(parseAnswer(data, parse), id);
    },
    // Fields that are not known are ignored (https://html.spec.whatwg.org/multipage/server-sent-events.html).
    onError({ type }) {
      if (type === "max-buffer-size-exceeded") outlet.fail("unusable", new Error("an event is too large"));
    },
  });
  return {
    read(chunk) {
      outlet.heard();
      parser.feed(decoder.write(chunk));
    },
    end: () => outlet.fail("unreachable", new Error("the stream ended without the event `complete`")),
  };
}

/** Reads what is answered in place of a stream. */
function createRefusalReader(
  outlet: Outlet,
  parse: AnswerReaders["parse"],
  statusCode: number,
  headers: IncomingHttpHeaders,
): BodyReader {
  const chunks: Buffer[] = [];
  let length = 0;

  function readErrors() {
    if (isLostStatus(statusCode) || !isJson(headers["content-type"])) return null;
    const answer = readAnswer(Buffer.concat(chunks), statusCode, { readVerbatim: null, parse });
    return answer?.errors === undefined ? null : answer;
  }

  return {
    read(chunk) {
      length += chunk.length;
      if (length <= MAXIMUM_EVENT_BYTES) chunks.push(chunk);
      else outlet.fail("unusable", new Error("the answer is too large"));
    },
    end() {
      const answer = readErrors();
      if (answer !== null) return outlet.end({ kind: "refused", answer });
      const retryAfter = findRetryAfter(statusCode, headers["retry-after"]);
      const mediaType = String(headers["content-type"] ?? "").slice(0, 100);
      const cause = new Error(`HTTP ${statusCode} with media type "${mediaType}" in place of an event stream`);
      if (retryAfter === null) outlet.fail(classifyStatus(statusCode), cause);
      else outlet.fail("busy", cause, retryAfter);
    },
  };
}

function isEventStream(contentType: string | string[] | undefined): boolean {
  return typeof contentType === "string" && /^text\/event-stream\s*(?:;|$)/i.test(contentType);
}
