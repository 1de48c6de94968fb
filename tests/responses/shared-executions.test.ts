import type { ServerResponse } from "node:http";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { answerJson } from "../support/fake-subgraph.ts";
import type { SendOptions } from "../support/graphql-client.ts";
import { readMetrics } from "../support/metrics.ts";
import { sendRaw } from "../support/raw-request.ts";
import { waitFor } from "../support/wait-for.ts";
import { LETTER, type LettersGraph, startLettersGraph } from "./letters-graph.ts";

const TIMES = { OPERATION_TIMEOUT_MS: "20000", SUBGRAPH_TIMEOUT_MS: "20000", SUBGRAPH_BREAKER_FAILURES: "0" };
const graph = await startLettersGraph({ DEDUPE_INFLIGHT: "1", ...TIMES });
const { letters, router, signer, send } = graph;
const separate = await startLettersGraph(TIMES);

const QUERY = "query One($id: ID) { letter(id: $id) { text } }";
const reader = signer.sign({ claims: { sub: "reader" } });
const held = new Set<ServerResponse>();
let asked = 0;

function holdAnswers({ letters: subgraph }: LettersGraph): void {
  asked = subgraph.requests.length;
  held.clear();
  subgraph.respondWith((response) => {
    held.add(response);
    response.on("close", () => held.delete(response));
  });
}

/** Answers all that wait, and whoever asks from now on. */
function release({ letters: subgraph }: LettersGraph): void {
  const respond = answerJson({ data: { letter: LETTER, write: LETTER } });
  subgraph.respondWith(respond);
  for (const response of held) respond(response, { headers: {}, body: { query: "", variables: {} }, text: "" });
}

function countAsked({ letters: subgraph }: LettersGraph): number {
  return subgraph.requests.length - asked;
}

function waitUntilInFlight({ router: { url } }: LettersGraph, count: number): Promise<unknown> {
  return waitFor(`${count} requests in flight`, async () => {
    const metrics = await readMetrics({ url });
    return metrics.find("http_requests_in_flight") === count;
  });
}

/** Sends a query, and can go away before it is answered. */
function sendAndLeave(query: string): { leave(): Promise<unknown> } {
  const leaving = new AbortController();
  const left = fetch(`${router.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
    signal: leaving.signal,
  }).catch(() => null);
  return {
    leave() {
      leaving.abort();
      return left;
    },
  };
}

beforeEach(() => holdAnswers(graph));

describe("equal queries at once", () => {
  it.each([
    ["anonymous callers", undefined],
    ["one caller", reader],
  ])("of %s reach the subgraph once, and all are answered", async (_who, token) => {
    const sent = Array.from({ length: 10 }, () => send("{ letter { id text } }", { token }));
    await waitUntilInFlight(graph, 10);
    release(graph);
    for (const { body } of await Promise.all(sent)) {
      expect(JSON.parse(body)).toEqual({ data: { letter: { id: LETTER.id, text: LETTER.text } } });
    }
    expect(countAsked(graph)).toBe(1);
  });

  it("share a failure, too, each with errors of its own", async () => {
    const sent = Array.from({ length: 3 }, () => send('{ letter(id: "failing") { text } }'));
    await waitUntilInFlight(graph, 3);
    letters.respondWith(answerJson({ errors: [{ message: "no" }] }));
    for (const response of held)
      answerJson({ errors: [{ message: "no" }] })(response, {
        headers: {},
        body: { query: "", variables: {} },
        text: "",
      });
    for (const { codes, data } of await Promise.all(sent)) {
      expect({ codes, data }).toEqual({ codes: ["INTERNAL_SERVER_ERROR"], data: { letter: null } });
    }
    expect(countAsked(graph)).toBe(1);
  });

  it("are told apart in the log, which says whose execution was shared", async () => {
    const first = send('{ letter(id: "logged") { text } }', { headers: { "x-request-id": "the-first" } });
    await waitFor("the first", () => countAsked(graph) === 1);
    const second = send('{ letter(id: "logged") { text } }', { headers: { "x-request-id": "the-second" } });
    await waitUntilInFlight(graph, 2);
    release(graph);
    expect((await first).headers.get("x-request-id")).toBe("the-first");
    expect((await second).headers.get("x-request-id")).toBe("the-second");
    const line = await waitFor("the log", () =>
      router.logLines().find(({ reqId, msg }) => reqId === "the-second" && msg === "request"),
    );
    expect(line).toMatchObject({ sharedWith: "the-first", status: 200 });
    expect(letters.requests.at(-1)?.headers["x-request-id"]).toBe("the-first");
  });

  it("one after another are executed one after another", async () => {
    release(graph);
    for (let count = 0; count < 3; count += 1) await send(QUERY);
    expect(countAsked(graph)).toBe(3);
  });

  it("are executed each by itself where it is not turned on", async () => {
    holdAnswers(separate);
    const sent = Array.from({ length: 3 }, () => separate.send(QUERY));
    await waitFor("three requests", () => countAsked(separate) === 3);
    release(separate);
    for (const { codes } of await Promise.all(sent)) expect(codes).toEqual([]);
  });
});

type Sent = readonly [query: string, options: SendOptions];

const FIRST: Sent = [QUERY, { token: reader }];
const TWO = `${QUERY} query Two { letter { text } }`;

const DIFFERENT: [what: string, first: Sent, second: Sent][] = [
  ["callers", FIRST, [QUERY, { token: signer.sign({ claims: { sub: "another" } }) }]],
  ["tokens of one caller", FIRST, [QUERY, { token: signer.sign({ claims: { sub: "reader", scope: "more" } }) }]],
  ["callers, one of them nobody", FIRST, [QUERY, {}]],
  ["variables", FIRST, [QUERY, { token: reader, variables: { id: "2" } }]],
  ["documents", FIRST, [`${QUERY} `, { token: reader }]],
  ["operations of a document", [TWO, { operationName: "One" }], [TWO, { operationName: "Two" }]],
  ["answers, one with its query plan", FIRST, [QUERY, { token: reader, headers: { "apollo-query-plan": "1" } }]],
];

describe("queries at once that differ", () => {
  it.each(DIFFERENT)("in their %s are executed each by itself", async (_what, ...requests) => {
    const sent: ReturnType<typeof send>[] = [];
    for (const [index, request] of requests.entries()) {
      sent.push(send(...request));
      await waitFor(`request ${index + 1}`, () => countAsked(graph) === index + 1);
    }
    release(graph);
    for (const { codes } of await Promise.all(sent)) expect(codes).toEqual([]);
  });

  it("in a number that JSON has no room for are told apart", async () => {
    const sent = send(QUERY, { variables: { id: null } });
    await waitFor("the first", () => countAsked(graph) === 1);
    const wrong = await sendRaw(router.url, {
      headers: { "content-type": "application/json" },
      body: `{"query":${JSON.stringify(QUERY)},"variables":{"id":1e400}}`,
    });
    expect(JSON.parse(wrong.body)).toMatchObject({ errors: [{ extensions: { code: "INEXACT_NUMBER" } }] });
    release(graph);
    expect((await sent).codes).toEqual([]);
  });
});

it("executes equal mutations at once each by itself", async () => {
  const sent = Array.from({ length: 3 }, () => send("mutation { write { text } }"));
  await waitFor("three requests", () => countAsked(graph) === 3);
  release(graph);
  for (const { codes } of await Promise.all(sent)) expect(codes).toEqual([]);
});

describe("when a client goes away", () => {
  it("the others are answered, though its query was the first", async () => {
    const query = '{ letter(id: "left") { text } }';
    const first = sendAndLeave(query);
    await waitFor("the first", () => countAsked(graph) === 1);
    const others = [send(query), send(query)];
    await waitUntilInFlight(graph, 3);
    await first.leave();
    // The router learns of it before it reads this.
    await send("{ __typename }");
    release(graph);
    for (const { data } of await Promise.all(others)) expect(data).toEqual({ letter: { text: LETTER.text } });
    expect(countAsked(graph)).toBe(1);
  });

  it("and was the last, the fetch ends, and the next one is executed anew", async () => {
    const query = '{ letter(id: "abandoned") { text } }';
    const clients = [sendAndLeave(query), sendAndLeave(query)];
    await waitUntilInFlight(graph, 2);
    await waitFor("the fetch", () => held.size === 1);
    await Promise.all(clients.map(({ leave }) => leave()));
    await waitFor("the end of the fetch", () => held.size === 0);
    const next = send(query);
    await waitFor("another fetch", () => countAsked(graph) === 2);
    release(graph);
    expect((await next).data).toEqual({ letter: { text: LETTER.text } });
  });
});
