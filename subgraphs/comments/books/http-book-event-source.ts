import { type Dispatcher, Pool } from "undici";
import type { z } from "zod";
import { readBoundedBody } from "../../../packages/server/http/read-bounded-body.ts";
import { buildBasicHeaders } from "../../../packages/server/http/url-credentials.ts";
import type { SignRequest } from "../../../packages/server/router-auth/sign-request.ts";
import { bookEventAnswer, bookIdPage, bookLookup, MAXIMUM_ITEMS } from "../../shared/events/book-events.ts";
import type { BookEventSource } from "./book-event-source.ts";

/** One waits for events, the others look books up. */
const MAXIMUM_CONNECTIONS = 16;
const CONNECT_TIMEOUT_MS = 1_000;
/** Shorter than the server's, so that no request meets a connection that is just closing. */
const KEEP_ALIVE_MS = 30_000;
const MAXIMUM_WAIT_SECONDS = 20;
/** How long an answer may take beyond the requested wait. */
const ANSWER_TIMEOUT_MS = 5_000;
const EVENTS_AT_ONCE = 500;
/** Five times the largest page of events. */
const MAXIMUM_ANSWER_BYTES = 1024 * 1024;

/** Reads the feed beside the GraphQL endpoint of books at `booksUrl`, with requests signed by `sign`. */
export function createHttpBookEventSource(booksUrl: string, sign: SignRequest): BookEventSource {
  const credentials = buildBasicHeaders(booksUrl);
  const pool = new Pool(new URL(booksUrl).origin, {
    connections: MAXIMUM_CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    bodyTimeout: ANSWER_TIMEOUT_MS,
  });

  async function get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
    waitSeconds = 0,
  ): Promise<z.output<Schema>> {
    const { pathname, search } = new URL(path, booksUrl);
    const target = pathname + search;
    const response = await pool.request({
      method: "GET",
      path: target,
      headers: {
        accept: "application/json",
        ...credentials,
        ...sign({ method: "GET", target, body: "", callerId: null, clientAddress: null }),
      },
      headersTimeout: waitSeconds * 1000 + ANSWER_TIMEOUT_MS,
      signal,
    });
    return schema.parse(JSON.parse(await readBody(response)));
  }

  return {
    read: ({ after, waits }, signal) => {
      const waitSeconds = waits ? MAXIMUM_WAIT_SECONDS : 0;
      const query = `after=${encodeURIComponent(after)}&limit=${EVENTS_AT_ONCE}&wait=${waitSeconds}`;
      return get(`events?${query}`, bookEventAnswer, signal, waitSeconds);
    },
    readBookIds: (after, signal) => get(buildIdsPath(after), bookIdPage, signal),
    findBook: (id, signal) => get(`events/books/${encodeURIComponent(id)}`, bookLookup, signal),
    close: () => pool.close(),
  };
}

function buildIdsPath(after: string): string {
  const start = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
  return `events/books?limit=${MAXIMUM_ITEMS}${start}`;
}

async function readBody({ statusCode, body }: Dispatcher.ResponseData): Promise<string> {
  if (statusCode !== 200) {
    // A destroyed body without an error listener would end the process.
    body.on("error", () => undefined).destroy();
    throw new Error(`books answered with HTTP ${statusCode}`);
  }
  return readBoundedBody(body, MAXIMUM_ANSWER_BYTES);
}
