import { ApolloServer, HeaderMap } from "@apollo/server";
import { describe, expect, it } from "@jest/globals";
import { writeSettings } from "../settings-file/settings.ts";
import { createRsaSigner } from "../support/access-tokens.ts";
import { startFakeSubgraph } from "../support/fake-subgraph.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const SDL = `
  scalar Long
  type Query { a: String  b: String  slow: String  echo(n: Long): String  own: String @authenticated }
  type Mutation { change: String }
  type Subscription { ticks: String }`;
const DATA = { a: "A", b: "B", slow: "S", echo: "E", own: "O", change: "C" };

/** What the subgraph says beside its data, by the field that it is asked for. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: { "set-cookie": "a=1", "cache-control": "max-age=60, public" },
  b: { "set-cookie": "b=2", "cache-control": "max-age=9, public" },
};
const left: string[] = [];
const shop = await startFakeSubgraph((response, { body: { query } }) => {
  const [, field = ""] = /\b(a|b|slow|echo|own|change)\b/.exec(query) ?? [];
  response.once("close", () => {
    if (!response.writableFinished) left.push(field);
  });
  if (field === "slow") return;
  response.setHeaders(new Map(Object.entries(HEADERS[field] ?? {})));
  response.setHeader("content-type", "application/json").end(JSON.stringify({ data: DATA }));
});
const signer = createRsaSigner();
const { url: JWKS_URL } = await startKeyPublisher([signer.jwk]);
const SUPERGRAPH_PATH = writeSupergraph([{ name: "shop", url: shop.url, sdl: SDL }]);
const SETTINGS = `export default {
  batching: { max: 4 },
  headers: { response: [{ propagate: "set-cookie", merge: "append" }, { propagate: "cache-control" }] },
};`;

const startRouter = (variables: Variables = {}, settings = SETTINGS) =>
  startProcess("router/main", {
    SUPERGRAPH_PATH,
    JWKS_URL,
    ROUTER_CONFIG: writeSettings("settings.mjs", settings),
    ...variables,
  });
const router = await startRouter();

async function post(body: string, headers: Readonly<Record<string, string>> = {}, { url } = router) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, answer: JSON.parse(await response.text()) };
}

const postAll = (queries: readonly string[], ...rest: [Readonly<Record<string, string>>?, typeof router?]) =>
  post(JSON.stringify(queries.map((query) => ({ query }))), ...rest);
const codesOf = (answer: { readonly errors?: { extensions: { code: string } }[] }) =>
  (answer.errors ?? []).map(({ extensions }) => extensions.code);

describe("a batch", () => {
  it("is answered with one array, in its order", async () => {
    const { status, headers, answer } = await postAll(["{ a }", "{ b }", "mutation { change }"]);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer).toEqual([{ data: { a: "A" } }, { data: { b: "B" } }, { data: { change: "C" } }]);
  });

  it("has each cookie, and the strictest Cache-Control of its answers", async () => {
    const both = (await postAll(["{ a }", "{ b }"])).headers;
    expect(both.getSetCookie().sort()).toEqual(["a=1", "b=2"]);
    expect(both.get("cache-control")).toBe("public, max-age=9");
    expect((await postAll(["{ a }", "{ nothing }"])).headers.get("cache-control")).toBe("no-store");
  });

  it("is one line of the log, which names its operations and counts its fetches", async () => {
    const { headers } = await postAll(["query One { a }", "mutation Two { change }", "query Three { c }"]);
    const id = headers.get("x-request-id");
    const line = await waitFor("its line", () =>
      router.logLines().find(({ reqId, msg }) => reqId === id && msg === "request"),
    );
    expect(line).toMatchObject({
      operationName: "One, Two",
      isMutation: true,
      errorCodes: ["GRAPHQL_VALIDATION_FAILED"],
      subgraphs: { shop: { fetches: 2 } },
    });
  });

  it("has no place for a subscription, and says so", async () => {
    const operations = [{ query: "{ a }" }, { query: "subscription { ticks }" }];
    const { answer } = await post(JSON.stringify(operations), { accept: "application/json, text/event-stream" });
    expect(answer).toMatchObject([
      { data: { a: "A" } },
      {
        errors: [{ message: expect.stringContaining("in a request of its own"), extensions: { code: "BAD_REQUEST" } }],
      },
    ]);
  });

  it("is refused for a bad token, which counts once", async () => {
    const { status, headers, answer } = await postAll(["{ a }", "{ b }"], { authorization: "Bearer bad" });
    expect({ status, codes: answer.flatMap(codesOf) }).toEqual({
      status: 401,
      codes: ["UNAUTHENTICATED", "UNAUTHENTICATED"],
    });
    expect(headers.get("www-authenticate")).toMatch(/^Bearer/);
    const id = headers.get("x-request-id");
    await waitFor("its line", () => router.logLines().some(({ reqId, msg }) => reqId === id && msg === "request"));
    const refusals = router.logLines().filter(({ reqId, msg }) => reqId === id && msg === "a token was refused");
    expect(refusals).toHaveLength(1);
  });

  it("is filtered, operation by operation, by what its caller may see", async () => {
    const own = ["{ own }", "{ a }"];
    const anonymous = await postAll(own);
    expect(anonymous.status).toBe(401);
    expect(anonymous.answer.map(codesOf)).toEqual([["UNAUTHENTICATED"], []]);
    const { status, answer } = await postAll(own, { authorization: `Bearer ${signer.sign()}` });
    expect({ status, answer }).toEqual({
      status: 200,
      answer: [{ data: { own: "O" } }, { data: { a: "A" } }],
    });
  });

  it("keeps the digits of each operation's numbers apart", async () => {
    const echo = (n: string) => `{"query":"query($n: Long) { echo(n: $n) }","variables":{"n":${n}}}`;
    const asked = shop.requests.length;
    await post(`[${echo("1")},${echo("9007199254740993")}]`);
    const sent = shop.requests.slice(asked).map(({ body }) => Object.values(body.variables)[0]);
    const alone = await post(echo("9007199254740993"));
    const { answer } = await post(`[${echo("1")},${echo("9007199254740993")}]`);
    expect(codesOf(alone.answer)).toEqual(["INEXACT_NUMBER"]);
    expect(answer[1]).toEqual(alone.answer);
    expect(sent).toContain(1);
  });

  it("ends the work for all its operations when its client leaves", async () => {
    const leaving = new AbortController();
    const asked = shop.requests.length;
    const sent = fetch(`${router.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ query: "{ slow }" }, { query: "{ x: slow }" }]),
      signal: leaving.signal,
    });
    await waitFor("both requests", () => shop.requests.length === asked + 2);
    leaving.abort();
    await expect(sent).rejects.toThrow();
    await waitFor("the end of both", () => left.filter((field) => field === "slow").length === 2);
  });

  it("takes Apollo Server's own way in full where there are plugins", async () => {
    const plugged = await startRouter({}, "export default { batching: { max: 2 }, plugins: [{}] };");
    const { status, answer } = await postAll(["{ a }", "{ c }"], {}, plugged);
    expect({ status, first: answer[0], codes: codesOf(answer[1]) }).toEqual({
      status: 400,
      first: { data: { a: "A" } },
      codes: ["GRAPHQL_VALIDATION_FAILED"],
    });
  });
});

describe("each operation of a batch", () => {
  it("passes the limits of a request alone", async () => {
    const limited = await startRouter({ COST_LIMIT: "1", MAX_ROOT_FIELDS: "2" });
    const { status, answer } = await postAll(["{ a }", "{ a b }", "{ a b x: a }"], {}, limited);
    expect(status).toBe(400);
    expect(answer.map(codesOf)).toEqual([[], ["COST_LIMIT_EXCEEDED"], ["OPERATION_TOO_LARGE"]]);
  });

  it("counts as a request, and none asks for a batch again of which some was executed", async () => {
    const limited = await startRouter({ RATE_LIMIT: "1", RATE_LIMIT_BURST: "3" });
    const some = await postAll(["{ a }", "{ a }", "{ a }", "{ a }"], {}, limited);
    expect(some.answer.flatMap(codesOf)).toEqual(["RATE_LIMITED"]);
    expect({ status: some.status, wait: some.headers.get("retry-after") }).toEqual({
      status: 200,
      wait: null,
    });
    // On a busy machine, another second may have passed.
    const none = await waitFor("a refusal", async () => {
      const answered = await postAll(["mutation { change }"], {}, limited);
      return answered.status === 429 && answered;
    });
    expect(none.answer.map(codesOf)).toEqual([["RATE_LIMITED"]]);
    expect(Number(none.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a batch is refused as a whole, with HTTP 400, before any of it is executed,", () => {
  const NONE = "[]";
  it.each([
    ["without an operation", NONE, /has no operation/],
    ["with a batch in it", '[{"query":"{ a }"},[{"query":"{ a }"}]]', /Operation 2 of the batch is not/],
    ["with something else in it", '[{"query":"{ a }"},null,1]', /Operation 2 of the batch is not/],
    ["with an empty object in it", "[{}]", /Operation 1 of the batch is not/],
    [
      "with too many operations",
      JSON.stringify(Array(5).fill({ query: "{ a }" })),
      /has 5 operations; at most 4 are allowed \(MAX_BATCH_OPERATIONS\)/,
    ],
  ])("%s", async (_what, body, told) => {
    const asked = shop.requests.length;
    const { status, answer } = await post(body);
    expect({ status, codes: codesOf(answer) }).toEqual({ status: 400, codes: ["BAD_REQUEST"] });
    expect(answer.errors[0].message).toMatch(told);
    expect(shop.requests).toHaveLength(asked);
  });

  it("where batches are off, as they are unless they are set", async () => {
    const plain = await startRouter({}, "export default {};");
    const { status, answer } = await postAll(["{ a }"], {}, plain);
    expect({ status, codes: codesOf(answer) }).toEqual({ status: 400, codes: ["BAD_REQUEST"] });
    expect(answer.errors[0].message).toMatch(/Batches are off \(MAX_BATCH_OPERATIONS\)/);
  });
});

it.each([
  ["whose operations all succeed", [{ query: "{ a }" }, { query: "{ b }" }]],
  ["of which one is not valid", [{ query: "{ a }" }, { query: "{ c }" }]],
  ["of which one is no GraphQL", [{ query: "{" }, { query: "{ a }" }]],
  ["of one operation", [{ query: "{ a }" }]],
  ["of none", []],
])("a batch %s has the status and the form that Apollo Server gives it", async (_what, batch) => {
  const apolloServer = new ApolloServer({
    typeDefs: "type Query { a: String  b: String }",
    resolvers: { Query: { a: () => "A", b: () => "B" } },
    allowBatchedHttpRequests: true,
  });
  await apolloServer.start();
  const { status = 200, body } = await apolloServer.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: "POST",
      headers: new HeaderMap([["content-type", "application/json"]]),
      search: "",
      body: batch,
    },
    context: async () => ({}),
  });
  await apolloServer.stop();
  const expected = JSON.parse(body.kind === "complete" ? body.string : "");
  const ours = await post(JSON.stringify(batch));
  const summarize = (answer: unknown) =>
    Array.isArray(answer) ? answer.map((each) => [each.data, codesOf(each)]) : codesOf(answer as object);
  expect([ours.status, summarize(ours.answer)]).toEqual([status, summarize(expected)]);
});
