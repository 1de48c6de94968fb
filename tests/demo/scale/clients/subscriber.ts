import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "graphql-sse";
import type { Client } from "./client.ts";
import type { Traffic } from "./traffic.ts";
import { findUnexplainedNulls } from "./unexplained-nulls.ts";

/** What a subscriber follows: the books that are added, or the comments on one. */
export type Topic = { readonly kind: "books" } | { readonly kind: "comments"; readonly bookId: string };

/** An event as it came. */
export interface HeardEvent {
  readonly cursor: string;
  /** Of the book or the comment; null where it is gone, or could not be read. */
  readonly id: string | null;
  /** Whether an error says that something of it could not be read. */
  readonly hasError: boolean;
}

/** Somebody who follows a topic over all ends of streams, each time after the last event that came. */
export interface Subscriber {
  readonly topic: Topic;
  readonly heard: readonly HeardEvent[];
  stop(): Promise<void>;
}

interface Result {
  readonly cursor: string;
  readonly book?: { readonly id: string } | null;
  readonly comment?: { readonly id: string } | null;
}

const BOOKS = "subscription BookAdded($after: String) { event: bookAdded(after: $after) { cursor book { id title } } }";
const COMMENTS = `subscription CommentAdded($bookId: ID!, $after: String) {
  event: commentAdded(bookId: $bookId, after: $after) { cursor comment { id body author { username } } } }`;

/** As examples/live.ts: clients that lose a stream at once must not all come back at once. */
const RETRY_MS = { least: 200, spread: 800 };

/** Follows `topic` at the router at `url`. */
export function startSubscriber(url: string, client: Client, topic: Topic, traffic: Traffic): Subscriber {
  const heard: HeardEvent[] = [];
  let dispose = (): void => undefined;
  let isStopped = false;

  async function follow(): Promise<void> {
    const after = heard.at(-1)?.cursor ?? null;
    const headers = { authorization: `Bearer ${client.token}` };
    // The client's own retries would ask for the same events again.
    const events = createClient({ url: `${url}/graphql`, retryAttempts: 0, headers });
    dispose = () => events.dispose();
    const request =
      topic.kind === "books"
        ? { query: BOOKS, variables: { after } }
        : { query: COMMENTS, variables: { bookId: topic.bookId, after } };
    for await (const result of events.iterate<{ event: Result | null }>(request)) {
      const event = result.data?.event;
      if (!event) throw new Error(JSON.stringify(result.errors));
      note(event, result.errors !== undefined, findUnexplainedNulls(result));
    }
  }

  function note({ cursor, book, comment }: Result, hasError: boolean, nulls: readonly string[]): void {
    heard.push({ cursor, id: (book ?? comment)?.id ?? null, hasError });
    // A book may have been deleted; a comment on the book that stays, and its author, may not.
    if (topic.kind === "comments") for (const path of nulls) traffic.wrong.push(`an event has no ${path}: ${cursor}`);
  }

  async function followOn(): Promise<void> {
    while (!isStopped) {
      const sentAt = performance.now();
      const error = await follow().catch((reason: unknown) => reason);
      if (isStopped) return;
      traffic.ends.push({ sentAt, endedAt: performance.now(), reason: String(error ?? "completed") });
      await delay(RETRY_MS.least + Math.random() * RETRY_MS.spread);
    }
  }

  const running = followOn();
  return {
    topic,
    heard,
    async stop() {
      isStopped = true;
      dispose();
      await running;
    },
  };
}
