import type { ServerResponse } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { parseExact, stringifyExact } from "../../../packages/engine/exact-numbers.ts";
import { EVENTS_MAY_BE_MISSING } from "../../../router/transport/streams/upstream.ts";
import { answerJson, answerText, type ReceivedRequest, startFakeSubgraph } from "../../support/fake-subgraph.ts";
import { waitFor } from "../../support/wait-for.ts";
import { describeEnd, follow } from "./follow.ts";

const STREAM = { "content-type": "text/event-stream" };
const SILENCE_MS = 300;

function event(ticks: number): string {
  return `event: next\nid: ${ticks}\ndata: ${JSON.stringify({ data: { ticks } })}\n\n`;
}

/** Goes on after the position that the request names, as our subgraphs do; begins with `first` without one. */
function beginStream(response: ServerResponse, { headers }: ReceivedRequest, first: number): number {
  const position = headers["last-event-id"] ?? String(first);
  const earlier = headers["last-event-id"] === undefined ? {} : { "subscription-starts": "earlier" };
  response.writeHead(200, { ...STREAM, "last-event-id": position, ...earlier }).flushHeaders();
  return Number(position);
}

/** The ways to lose a stream, after one event has come. */
const FAULTS: readonly [string, (response: ServerResponse) => void][] = [
  ["the connection breaks", (response) => response.destroy()],
  ["the answer ends without `complete`", (response) => response.end()],
  ["half an event comes, and the end", (response) => response.end(event(2).slice(0, 20))],
  ["half an event comes, and no more", (response) => response.write(event(2).slice(0, 20))],
  ["nothing more comes", () => undefined],
  ["an event is no JSON", (response) => response.write("event: next\nid: 2\ndata: {ticks\n\n")],
  ["an event is no GraphQL response", (response) => response.write('event: next\nid: 2\ndata: {"ticks":2}\n\n')],
  [
    "an event is too large",
    (response) => response.write(`event: next\nid: 2\ndata: {"data":{"ticks":"${"x".repeat(2 ** 21)}`),
  ],
];

describe("a stream with positions", () => {
  it.each(FAULTS)("goes on without a gap when %s", async (_fault, misbehave) => {
    const subgraph = await startFakeSubgraph((response, request) => {
      const position = beginStream(response, request, 0);
      response.write(event(position + 1));
      if (position === 0) setImmediate(misbehave, response);
      else response.write("event: complete\ndata:\n\n");
    });
    const { events, heads, end } = follow(subgraph.url, { silenceMs: SILENCE_MS });
    expect(await end).toEqual({ kind: "complete" });
    expect(events).toEqual([{ ticks: 1 }, { ticks: 2 }]);
    expect(heads).toEqual([{ cursor: "0", startsEarlier: false }]);
    expect(subgraph.requests.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "1"]);
  });

  it("begins again where it began, if it is lost before its first event", async () => {
    const subgraph = await startFakeSubgraph((response, request) => {
      if (beginStream(response, request, 7) === 7 && subgraph.requests.length === 1)
        setTimeout(() => response.destroy(), 20);
      else response.write(event(8));
    });
    const { events } = follow(subgraph.url);
    await waitFor("an event", () => events.length === 1);
    expect(subgraph.requests.at(1)?.headers["last-event-id"]).toBe("7");
  });

  it("comes back after the subgraph was gone for a while", async () => {
    const subgraph = await startFakeSubgraph((response, request) => {
      response.write(event(beginStream(response, request, 0) + 1));
    });
    const { events, ends } = follow(subgraph.url);
    await waitFor("an event", () => events.length === 1);
    await subgraph.refuseConnections();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await subgraph.acceptConnections();
    await waitFor("the next event", () => events.length === 2);
    expect(events).toEqual([{ ticks: 1 }, { ticks: 2 }]);
    expect(ends).toEqual([]);
  });

  it("ends when the subgraph does not say that it goes on there: events may be missing", async () => {
    const subgraph = await startFakeSubgraph((response) => {
      response.writeHead(200, STREAM).write(event(1));
      setImmediate(() => response.destroy());
    });
    const { events, end } = follow(subgraph.url);
    expect(describeEnd(await end)).toBe(EVENTS_MAY_BE_MISSING);
    expect(events).toEqual([{ ticks: 1 }]);
    expect(subgraph.requests).toHaveLength(2);
  });

  it("ends with the errors of the subgraph, if it does not take the position", async () => {
    const error = { message: "The cursor is too old.", extensions: { code: "CURSOR_EXPIRED" } };
    const subgraph = await startFakeSubgraph((response, request) => {
      if (request.headers["last-event-id"] !== undefined) answerJson({ errors: [error] })(response, request);
      else {
        response.write(event(beginStream(response, request, 0) + 1));
        setImmediate(() => response.destroy());
      }
    });
    const { end } = follow(subgraph.url);
    expect(await end).toMatchObject({ kind: "refused", answer: { errors: [error] } });
  });
});

it("ends at once, when a stream without positions is lost: events may be missing", async () => {
  const subgraph = await startFakeSubgraph((response) => {
    response.writeHead(200, STREAM).flushHeaders();
    setTimeout(() => response.destroy(), 20);
  });
  const { heads, end } = follow(subgraph.url);
  expect(describeEnd(await end)).toBe(EVENTS_MAY_BE_MISSING);
  expect(heads).toEqual([{ cursor: null, startsEarlier: false }]);
  expect(subgraph.requests).toHaveLength(1);
});

it("gives numbers as they are written", async () => {
  const subgraph = await startFakeSubgraph((response) => {
    response.writeHead(200, STREAM).write('data: {"data":{"ticks":9007199254740993}}\n\n');
  });
  const { events } = follow(subgraph.url, { parse: parseExact });
  await waitFor("an event", () => events.length === 1);
  expect(stringifyExact(events[0])).toBe('{"ticks":9007199254740993}');
});

it("does not use an id that no header can carry", async () => {
  const subgraph = await startFakeSubgraph((response) => {
    response.writeHead(200, STREAM).write('event: next\nid: \u{1F600}\ndata: {"data":{"ticks":1}}\n\n');
    setTimeout(() => response.destroy(), 20);
  });
  const { end } = follow(subgraph.url);
  expect(describeEnd(await end)).toBe(EVENTS_MAY_BE_MISSING);
});

describe("a stream that does not open", () => {
  it.each([401, 403, 400, 200, 500])(
    "shows the errors that come with HTTP %d, and is not tried again",
    async (status) => {
      const error = { message: "No.", extensions: { code: "UNAUTHENTICATED" } };
      const subgraph = await startFakeSubgraph(answerJson({ errors: [error] }, status));
      const { end, heads } = follow(subgraph.url);
      expect(await end).toMatchObject({ kind: "refused", answer: { errors: [error] } });
      expect(subgraph.requests).toHaveLength(1);
      expect(heads).toEqual([]);
    },
  );

  it("is not tried again when the subgraph refuses the router", async () => {
    const subgraph = await startFakeSubgraph((response) => {
      response
        .writeHead(401, { "www-authenticate": "Router", "content-type": "application/json" })
        .end('{"errors":[]}');
    });
    expect(describeEnd(await follow(subgraph.url).end)).toBe("refused");
    expect(subgraph.requests).toHaveLength(1);
  });

  it.each([404, 406, 415])("is not tried again after HTTP %d without errors in JSON", async (status) => {
    const subgraph = await startFakeSubgraph(answerText("no", "text/plain", status));
    expect(describeEnd(await follow(subgraph.url).end)).toBe("refused");
    expect(subgraph.requests).toHaveLength(1);
  });

  it.each([
    ["HTTP 502 of a proxy", answerText("bad gateway", "text/html", 502), "gateway error"],
    ["HTTP 503, even with JSON", answerJson({ errors: [{ message: "later" }] }, 503), "gateway error"],
    ["a page in place of a stream", answerText("<html>", "text/html"), "unusable"],
    ["one answer in place of a stream", answerJson({ data: { ticks: 1 } }), "unusable"],
    ["no answer", () => undefined, "timed out"],
  ] as const)("is tried for a while after %s", async (_what, respond, kind) => {
    const subgraph = await startFakeSubgraph(respond);
    const { end, heads } = follow(subgraph.url, { openingMs: 700 });
    expect(describeEnd(await end)).toBe(kind);
    expect(heads).toEqual([]);
    expect(subgraph.requests.length).toBeGreaterThan(kind === "timed out" ? 0 : 1);
  });

  it("opens when the subgraph comes in time", async () => {
    const subgraph = await startFakeSubgraph((response, request) => {
      if (subgraph.requests.length === 1) response.destroy();
      else response.write(event(beginStream(response, request, 0) + 1));
    });
    const { events } = follow(subgraph.url);
    await waitFor("an event", () => events.length === 1);
  });

  it("waits as long as a busy subgraph asks for, or gives up", async () => {
    const subgraph = await startFakeSubgraph((response) => {
      response.writeHead(503, { "retry-after": "60" }).end();
    });
    expect(describeEnd(await follow(subgraph.url).end)).toBe("busy");
    expect(subgraph.requests).toHaveLength(1);
  });

  it("is not asked for while the breaker is open", async () => {
    const subgraph = await startFakeSubgraph(answerText("no", "text/plain", 404));
    const { end } = follow(subgraph.url, { mayAsk: () => false, openingMs: 200 });
    expect(describeEnd(await end)).toBe("not asked");
    expect(subgraph.requests).toEqual([]);
  });
});

describe("a stream that is closed", () => {
  it.each([
    ["before it opens", () => undefined],
    ["before its first event", (response: ServerResponse) => response.writeHead(200, STREAM).flushHeaders()],
    ["after an event", (response: ServerResponse) => response.writeHead(200, STREAM).write(event(1))],
  ])("%s is closed at the subgraph at once, and heard no more", async (_when, respond) => {
    let isClosed = false;
    let respondLater: () => void = () => undefined;
    const subgraph = await startFakeSubgraph((response) => {
      response.on("close", () => {
        isClosed = true;
      });
      respond(response);
      respondLater = () => response.write(event(2));
    });
    const { upstream, events, ends, heads } = follow(subgraph.url);
    await waitFor("the request", () => subgraph.requests.length === 1);
    if (respond.length > 0) await waitFor("the head", () => heads.length === 1);
    const before = events.length;
    respondLater();
    upstream.close();
    await waitFor("the close", () => isClosed, 1_000);
    expect(events).toHaveLength(before);
    expect(ends).toEqual([]);
  });

  it("while it is lost is not opened again", async () => {
    const subgraph = await startFakeSubgraph((response, request) => {
      response.write(event(beginStream(response, request, 0) + 1));
    });
    const { upstream, events, ends } = follow(subgraph.url);
    await waitFor("an event", () => events.length === 1);
    await subgraph.refuseConnections();
    await new Promise((resolve) => setImmediate(resolve));
    upstream.close();
    await subgraph.acceptConnections();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(subgraph.requests).toHaveLength(1);
    expect(ends).toEqual([]);
  });
});

it("stays open while the subgraph pings, and reads no more while it is paused", async () => {
  let write: (text: string) => void = () => undefined;
  const subgraph = await startFakeSubgraph((response) => {
    response.writeHead(200, STREAM).write(":\n\n");
    write = (text) => response.write(text);
    const pings = setInterval(() => response.write(":\n\n"), SILENCE_MS / 4);
    response.on("close", () => clearInterval(pings));
  });
  const { upstream, heads, events, ends } = follow(subgraph.url, { silenceMs: SILENCE_MS });
  await waitFor("the head", () => heads.length === 1);
  upstream.pause();
  // What arrives first is read still.
  write(event(1));
  await waitFor("the first event", () => events.length === 1);
  write(event(2));
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS * 2));
  expect([events, ends]).toEqual([[{ ticks: 1 }], []]);
  upstream.resume();
  await waitFor("the second event", () => events.length === 2);
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS * 2));
  expect(ends).toEqual([]);
});
