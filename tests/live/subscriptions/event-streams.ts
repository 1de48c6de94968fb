import type { ServerResponse } from "node:http";
import { createParser } from "eventsource-parser";
import type { GraphQLFormattedError } from "graphql";
import { type FakeSubgraph, type ReceivedRequest, startFakeSubgraph } from "../../support/fake-subgraph.ts";
import { waitFor } from "../../support/wait-for.ts";

/** A subgraph whose events the test sends. */
export interface LiveSubgraph extends FakeSubgraph {
  /** What its open streams were asked for, oldest first. */
  listOpen(): readonly ReceivedRequest[];
  /** Sends an event over every open stream. @param id its position, if it has one */
  send(data: unknown, id?: string): void;
  /** Breaks all open streams. */
  breakStreams(): void;
}

/** Starts a subgraph that opens a stream for each subscription, and answers anything else with `answer`. */
export async function startLiveSubgraph(answer: (request: ReceivedRequest) => unknown): Promise<LiveSubgraph> {
  const open = new Map<ServerResponse, ReceivedRequest>();
  const subgraph = await startFakeSubgraph((response, request) => {
    if (!request.body.query.trimStart().startsWith("subscription")) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer(request)));
      return;
    }
    const after = request.headers["last-event-id"];
    const earlier = after === undefined ? {} : { "last-event-id": after, "subscription-starts": "earlier" };
    response.writeHead(200, { "content-type": "text/event-stream", ...earlier }).write(":\n\n");
    open.set(response, request);
    response.once("close", () => open.delete(response));
  });
  return {
    ...subgraph,
    listOpen: () => [...open.values()],
    send(data, id) {
      const position = id === undefined ? "" : `id: ${id}\n`;
      for (const response of open.keys())
        response.write(`event: next\n${position}data: ${JSON.stringify({ data })}\n\n`);
    },
    breakStreams() {
      for (const response of open.keys()) response.destroy();
    },
  };
}

/** A result that came over a stream. */
export interface ReceivedResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** A stream that a client has open. */
export interface ReceivedStream {
  readonly status: number;
  readonly requestId: string | null;
  /** What came so far. */
  readonly results: readonly ReceivedResult[];
  /** The code of the last error; undefined while there is none. */
  findCode(): unknown;
  /** Waits until `count` results are there. */
  take(count: number): Promise<readonly ReceivedResult[]>;
  /** Waits until the event `complete` has come. */
  awaitEnd(timeoutMs?: number): Promise<void>;
  close(): void;
}

/** What a client subscribes with. */
export interface SubscribeOptions {
  readonly token?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Subscribes over Server-Sent Events. */
export async function subscribe(
  url: string,
  query: string,
  { token, variables = {}, headers = {} }: SubscribeOptions = {},
): Promise<ReceivedStream> {
  const leaving = new AbortController();
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...authorization, ...headers },
    body: JSON.stringify({ query, variables }),
    signal: leaving.signal,
  });
  const results: ReceivedResult[] = [];
  let isComplete = false;
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === "complete") isComplete = true;
      else results.push(JSON.parse(data));
    },
  });
  void read(response, (text) => parser.feed(text));
  return {
    status: response.status,
    requestId: response.headers.get("x-request-id"),
    results,
    findCode: () => results.at(-1)?.errors?.[0]?.extensions?.code,
    async take(count) {
      await waitFor(`${count} results`, () => results.length >= count);
      return results;
    },
    awaitEnd: async (timeoutMs) => void (await waitFor("the end", () => isComplete, timeoutMs)),
    close: () => leaving.abort(),
  };
}

/** Until the end, which may be that of the connection. */
async function read({ body }: Response, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body ?? []) take(decoder.decode(bytes, { stream: true }));
  } catch {
    // What has come is there, and no `complete`.
  }
}
