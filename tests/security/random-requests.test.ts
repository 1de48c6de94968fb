import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { buildSchema } from "graphql";
import { sendBytes } from "../support/raw-request.ts";
import { GUARDED_SDL, startGuardedGraph } from "./guarded-graph.ts";
import { arbitraryOperation } from "./random-operation.ts";

/** Of an answer, on a machine that is busy with other tests: what hangs takes for ever. */
const LONGEST_MS = 5_000;
const BOUNDS = { interruptAfterTimeLimit: 12_000 };

const graph = await startGuardedGraph();
const operations = arbitraryOperation(buildSchema(GUARDED_SDL));

const PIECES = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ":",
  "$",
  "@",
  "...",
  "on",
  "!",
  "=",
  "|",
  "&",
  '"',
  '"""',
  "#",
  ",",
].concat(
  ["query", "mutation", "subscription", "fragment", "F", "hello", "node", "id", "find", "save", "input", "__typename"],
  ["__schema", "types", "name", "skip", "include", "if", "true", "null", "1", "-0.5e9", "\\u{110000}", "\ufeff", "\0"],
);
const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(" "));
const documents = fc.oneof(
  fc.string({ unit: "binary" }),
  soup,
  soup.map((text) => `{ ${text} }`),
  operations.map(({ query }) => query),
);
const hostileKeys = fc.constantFrom("__proto__", "constructor", "a", "yes", "persistedQuery", "");
const anyJson = fc.oneof(fc.jsonValue(), fc.dictionary(hostileKeys, fc.jsonValue()));
const parameters = fc.record(
  {
    query: fc.oneof({ weight: 9, arbitrary: documents }, anyJson),
    variables: anyJson,
    operationName: fc.oneof(fc.string(), anyJson),
    extensions: anyJson,
  },
  { requiredKeys: ["query"] },
);

describe("the router answers, and not with a fault of its own,", () => {
  it("to any document in any company", async () => {
    await prove(parameters, 500, (sent) => post(JSON.stringify(sent)));
  });

  it("to any valid operation", async () => {
    const before = graph.subgraph.requests.length;
    await prove(operations, 200, (sent) => post(JSON.stringify(sent)));
    expect(graph.subgraph.requests.length - before).toBeGreaterThan(10);
  });

  it("to any bytes, whatever they call themselves", async () => {
    const types = fc.constantFrom("application/json", "text/plain", "application/graphql", "", 'a/b;charset="');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    await prove(fc.tuple(bytes, types), 300, ([body, type]) => post(Buffer.from(body), type));
  });

  it("to any query string", async () => {
    const texts = fc.oneof(documents, fc.json()).map((text) => encodeURIComponent(Buffer.from(text).toString()));
    const pairs = fc.tuple(fc.constantFrom("query", "variables", "extensions", "operationName", "a"), texts);
    const given = fc
      .array(
        pairs.map((pair) => pair.join("=")),
        { maxLength: 4 },
      )
      .map((all) => all.join("&"));
    const wild = fc.string().map((text) => text.replaceAll(/[^!-~]|#/g, "%"));
    await prove(fc.oneof(given, wild), 300, get);
  });

  it("to any bytes instead of HTTP", async () => {
    const lines = fc.constantFrom(
      "GET /graphql",
      "POST /graphql",
      "HTTP/1.1",
      "host: localhost",
      "content-length: 9",
      "a:b",
    );
    const line = fc.oneof(lines, fc.string({ unit: "binary", maxLength: 40 }));
    const bytes = fc.array(fc.tuple(line, fc.constantFrom(" ", "\r\n", "\r\n\r\n")), { maxLength: 9 });
    await prove(bytes, 150, (pieces) => sendLines(pieces.flat().join("")));
  });

  it("and serves on", async () => {
    expect(await graph.send("{ hello }")).toMatchObject({ status: 200, data: { hello: "there" } });
    expect(graph.router.process.exitCode).toBeNull();
  });
});

interface Received {
  readonly status: number;
  readonly body: string;
}

/** Sends what `arbitrary` gives. Fails with the seed to repeat it when it is not answered, or with a fault. */
async function prove<Sent>(
  arbitrary: fc.Arbitrary<Sent>,
  numRuns: number,
  send: (sent: Sent) => Promise<Received>,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (sent) => {
    const { status, body } = await send(sent);
    expect(status).toBeLessThan(500);
    expect(body).not.toContain("INTERNAL_SERVER_ERROR");
    expect(() => JSON.parse(body)).not.toThrow();
  });
  await fc.assert(property, { ...BOUNDS, numRuns });
}

function post(body: string | Buffer, type = "application/json"): Promise<Received> {
  return request("/graphql", { method: "POST", headers: { "content-type": type }, body });
}

function get(query: string): Promise<Received> {
  return request(`/graphql?${query}`, { headers: { "apollo-require-preflight": "1" } });
}

async function request(path: string, options: RequestInit): Promise<Received> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  const response = await fetch(`${graph.router.url}${path}`, { ...options, signal });
  return { status: response.status, body: await response.text() };
}

/** What is no request may end without an answer, even with a reset, but it must end. */
async function sendLines(bytes: string): Promise<Received> {
  const unanswered = { status: 0, body: "{}" };
  const answer = sendBytes(graph.router.url, bytes).then(
    ({ status }) => ({ ...unanswered, status: Number.isNaN(status) ? 0 : status }),
    () => unanswered,
  );
  const late = new AbortController();
  const hangs = setTimeout(LONGEST_MS, { ...unanswered, status: 599 }, { signal: late.signal }).catch(() => unanswered);
  try {
    return await Promise.race([answer, hangs]);
  } finally {
    late.abort();
  }
}
