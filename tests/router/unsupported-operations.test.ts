import { describe, expect, it } from "@jest/globals";
import { hashDocument } from "../security/persisted-query.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { startProcess } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { readRequestLog } from "../support/request-log.ts";
import { writeFileIn, writeSupergraph } from "../support/supergraph-file.ts";

const { url, requests } = await startFakeSubgraph(answerJson({ data: { planet: "Mars" } }));
const plain = writeSupergraph([{ name: "space", url, sdl: "type Query { planet: String }" }]);
const deferrable = writeSupergraph([
  {
    name: "space",
    url,
    sdl: `
      type Query { planet: String }
      type Mutation { launch: String }
      type Subscription { landed: Planet }
      type Planet { name: String }`,
  },
]);
const LANDED = "subscription Landed { x }";
const operations = [{ id: hashDocument(LANDED), name: "Landed", type: "subscription", body: LANDED }];
const manifest = { format: "apollo-persisted-query-manifest", version: 1, operations };
const TRUSTED_DOCUMENTS_PATH = writeFileIn("manifest.json", JSON.stringify(manifest));

const [router, deferring, trusting, accounts] = await Promise.all([
  startProcess("router/main", { SUPERGRAPH_PATH: plain }),
  startProcess("router/main", { SUPERGRAPH_PATH: deferrable }),
  startProcess("router/main", { SUPERGRAPH_PATH: plain, TRUSTED_DOCUMENTS: "only", TRUSTED_DOCUMENTS_PATH }),
  startProcess("subgraphs/accounts/main", { DATA_DIR: createDataFolder() }),
]);

type Sent = Readonly<Record<string, unknown>>;

/** The request as a POST, or as a GET with the same parameters. */
async function send(process: typeof router, sent: Sent, method: string) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(sent)) {
    search.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  const request =
    method === "GET"
      ? { path: `/graphql?${search}`, headers: { "apollo-require-preflight": "1" } }
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(sent) };
  const { status, headers, body } = await sendRaw(process.url, { method, asRouter: true, ...request });
  return { status, headers, result: JSON.parse(body) };
}

const refusal = (message: string) => ({
  errors: [{ message, extensions: { code: "OPERATION_NOT_SUPPORTED" } }],
});
const LACKS_SUBSCRIPTIONS = refusal("The schema has no subscription type. Send an operation of another kind.");
const LACKS_MUTATIONS = refusal("The schema has no mutation type. Send an operation of another kind.");
const persisted = (query: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hashDocument(query) } },
});

describe.each(["POST", "GET"])("by %s, an operation of a kind that is not executed", (method) => {
  it.each<[what: string, process: typeof router, sent: Sent, answer: object]>([
    ["a subscription", router, { query: "subscription { x }" }, LACKS_SUBSCRIPTIONS],
    ["a subscription that asks for its type", router, { query: "subscription { __typename }" }, LACKS_SUBSCRIPTIONS],
    [
      "the subscription that is named",
      router,
      { query: "query A { planet } subscription B { x }", operationName: "B" },
      LACKS_SUBSCRIPTIONS,
    ],
    ["a persisted subscription", router, { query: LANDED, ...persisted(LANDED) }, LACKS_SUBSCRIPTIONS],
    ["a trusted subscription", trusting, persisted(LANDED), LACKS_SUBSCRIPTIONS],
    ["a subscription to a subgraph", accounts, { query: "subscription { x }" }, LACKS_SUBSCRIPTIONS],
  ])("is refused: %s", async (_what, process, sent, answer) => {
    const { status, headers, result } = await send(process, sent, method);
    expect({ status, allow: headers.allow, result }).toEqual({
      status: 400,
      allow: undefined,
      result: answer,
    });
  });

  it("is executed where the document's other operation is named", async () => {
    const sent = { query: "query A { planet } subscription B { x } mutation C { y }", operationName: "A" };
    expect(await send(router, sent, method)).toMatchObject({
      status: 200,
      result: { data: { planet: "Mars" } },
    });
  });

  it("is told in the log line of the request", async () => {
    const { headers } = await send(router, { query: "subscription S { x }" }, method);
    const lines = await readRequestLog(router, String(headers["x-request-id"]));
    expect(lines).toEqual([expect.objectContaining({ status: 400, errorCodes: ["OPERATION_NOT_SUPPORTED"] })]);
  });
});

describe("a mutation where the schema has none", () => {
  it.each(["mutation { __typename }", "mutation M { add(title: 1) { id } }", "mutation { ... { x } }"])(
    "is refused: %s",
    async (query) => {
      expect(await send(router, { query }, "POST")).toMatchObject({ status: 400, result: LACKS_MUTATIONS });
    },
  );

  it("is not allowed by GET, as anywhere", async () => {
    const { status, headers } = await send(router, { query: "mutation { __typename }" }, "GET");
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "POST" });
  });

  it("reaches no subgraph", () => {
    expect(requests.filter(({ body }) => !body.query.includes("planet"))).toEqual([]);
  });
});

it("answers @stream with 400, and says that it is not supported", async () => {
  const { status, result } = await send(router, { query: "{ planet @stream(initialCount: 1) }" }, "POST");
  expect(status).toBe(400);
  expect(result.errors).toContainEqual({
    message: "@stream is not supported here. Remove it, or ask for pages of the list.",
    locations: [{ line: 1, column: 10 }],
    extensions: { code: "OPERATION_NOT_SUPPORTED" },
  });
  expect(result).not.toHaveProperty("data");
});

it.each<[what: string, query: string, message: string]>([
  [
    "a label in a variable",
    "query ($a: String) { ... @defer(label: $a) { planet } }",
    'The "label" of @defer must be a text, not a variable.',
  ],
  [
    "one label twice",
    '{ ... @defer(label: "a") { planet } ... @defer(label: "a") { planet } }',
    'The label "a" of @defer must be used once only.',
  ],
  [
    "@defer at the root of a mutation",
    "mutation { ... @defer { launch } }",
    "@defer must not be at the root of a mutation: its fields are executed in their order.",
  ],
  [
    "@defer in a subscription",
    "subscription { landed { ... Later } } fragment Later on Planet { ... @defer { name } }",
    "A subscription must not have @defer: set its if to false.",
  ],
  ["@defer on a field", "{ planet @defer }", 'Directive "@defer" may not be used on FIELD.'],
])("answers %s with 400", async (_what, query, message) => {
  const { status, result } = await send(deferring, { query }, "POST");
  const { code } = result.errors[0].extensions;
  expect({ status, message: result.errors[0].message, code, more: result.errors.length }).toEqual({
    status: 400,
    message,
    code: "GRAPHQL_VALIDATION_FAILED",
    more: 1,
  });
});

it.each(["{ ... @defer { planet } }", '{ ... @defer(if: false, label: "later") { planet } }'])(
  "answers %s whole to a client that takes no parts",
  async (query) => {
    const { status, result } = await send(router, { query }, "POST");
    expect({ status, result }).toEqual({ status: 200, result: { data: { planet: "Mars" } } });
  },
);
