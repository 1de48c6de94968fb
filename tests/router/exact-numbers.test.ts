import { beforeEach, describe, expect, it } from "@jest/globals";
import { answerText, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { NO_SECOND_CHANCE } from "./product-graph.ts";

// A number that a double would round is passed on as it was written, or refused; it is never another number.

const PRODUCTS_SDL = `
  scalar Long
  scalar Json
  input Range { from: Long to: Long id: ID float: Float }
  type Query {
    product: Product
    long: Long
    longs: [Long!]
    json: Json
    float: Float
    id: ID
    secret: String @authenticated
    echo(long: Long, json: Json, id: ID, float: Float, range: Range, ranges: [Range]): Json
  }
  type Product @key(fields: "id") @key(fields: "number") { id: ID!  number: Long }`;

const REVIEWS_SDL = `
  scalar Long
  type Product @key(fields: "id") { id: ID!  rating: Int }`;

const STOCK_SDL = `
  scalar Long
  type Product @key(fields: "number") { number: Long  amount: Int }`;

const products = await startFakeSubgraph(answerText("{}", "application/json"));
const reviews = await startFakeSubgraph(answerText('{"data":{"_entities":[{"rating":5}]}}', "application/json"));
const stock = await startFakeSubgraph(answerText('{"data":{"_entities":[{"amount":7}]}}', "application/json"));
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([
    { name: "products", url: products.url, sdl: PRODUCTS_SDL },
    { name: "reviews", url: reviews.url, sdl: REVIEWS_SDL },
    { name: "stock", url: stock.url, sdl: STOCK_SDL },
  ]),
  ...NO_SECOND_CHANCE,
});

beforeEach(() => answerProducts('{"echo":1}'));

function answerProducts(data: string): void {
  products.respondWith(answerText(`{"data":${data}}`, "application/json"));
}

/** Enough of them for an answer to be passed on word for word. */
const OFTEN_ENOUGH = 12;
const LONG = "9007199254740993";
const ROUNDED = [
  LONG,
  `-${LONG}`,
  "12345678901234567890",
  "0.1234567890123456789",
  "1234567890123456.7",
  "9007199254740993e1",
  "100000000000000000000000000000001",
];
const KEPT = [
  "9007199254740992",
  "0.1",
  "1e300",
  "1.50",
  "-0.30000000000000004",
  "1600000000000000000",
  "5E-7",
  "9007199254740993e2",
];

describe("a number of a custom scalar", () => {
  it.each(ROUNDED)("%s reaches the client as it was written, each time", async (number) => {
    answerProducts(`{"long":${number}}`);
    for (let count = 0; count < OFTEN_ENOUGH; count++) {
      expect((await sendOperation(router.url, "{ long }")).body).toBe(`{"data":{"long":${number}}}\n`);
    }
  });

  it.each(KEPT)("%s has its value", async (number) => {
    answerProducts(`{"long":${number}}`);
    expect(await sendOperation(router.url, "{ long }")).toMatchObject({
      data: { long: Number(number) },
      codes: [],
    });
  });

  it("is exact in lists and objects, beside texts of digits", async () => {
    const data = `{"longs":[1,${LONG}],"json":{"a":[${LONG},"${LONG}"," ${LONG},"],"b\\"${LONG}":{"c":${LONG}}}}`;
    answerProducts(`${data}`);
    expect((await sendOperation(router.url, "{ longs json }")).body).toBe(`{"data":${data}}\n`);
  });

  it("is exact where access rules leave a part of the operation", async () => {
    answerProducts(`{"long":${LONG},"json":[${LONG}]}`);
    const { body, codes } = await sendOperation(router.url, "{ long secret json }");
    expect(codes).toEqual(["UNAUTHENTICATED"]);
    expect(body).toContain(`"data":{"long":${LONG},"secret":null,"json":[${LONG}]}`);
  });

  it("is no object, and no text", async () => {
    answerProducts(`{"product":${LONG},"json":1}`);
    expect(await sendOperation(router.url, "{ product { __typename } json }")).toMatchObject({
      data: { product: null, json: 1 },
    });
  });
});

describe("a number of another type", () => {
  it("is the nearest double where it is a Float", async () => {
    answerProducts('{"float":0.1234567890123456789,"long":1}');
    expect(await sendOperation(router.url, "{ float long }")).toMatchObject({
      data: { float: 0.12345678901234568 },
      codes: [],
    });
  });

  it("is exact where it is an ID", async () => {
    answerProducts(`{"id":${LONG}}`);
    expect(await sendOperation(router.url, "{ id }")).toMatchObject({ data: { id: LONG }, codes: [] });
  });

  it.each(["1.5", "1e400", `${LONG}.5`])("is an error where it is an ID, and %s", async (number) => {
    answerProducts(`{"id":${number}}`);
    const { data, errors } = await sendOperation(router.url, "{ id }");
    expect(data).toEqual({ id: null });
    expect(errors?.map(({ path }) => path)).toEqual([["id"]]);
  });
});

describe("a key", () => {
  it("that is an ID reaches another subgraph as it was written", async () => {
    answerProducts(`{"product":{"__typename":"Product","id":${LONG}}}`);
    const { data } = await sendOperation(router.url, "{ product { id rating } }");
    expect(data).toEqual({ product: { id: LONG, rating: 5 } });
    expect(reviews.requests.at(-1)?.text).toContain(`[{"__typename":"Product","id":${LONG}}]`);
  });

  it("that is a custom scalar reaches another subgraph as it was written", async () => {
    answerProducts(`{"product":{"__typename":"Product","number":${LONG}}}`);
    const { data } = await sendOperation(router.url, "{ product { amount } }");
    expect(data).toEqual({ product: { amount: 7 } });
    expect(stock.requests.at(-1)?.text).toContain(`[{"__typename":"Product","number":${LONG}}]`);
  });
});

describe("a number in a variable", () => {
  const QUERY = `query($long: Long, $json: Json, $id: ID, $float: Float, $range: Range, $ranges: [Range]) {
    echo(long: $long, json: $json, id: $id, float: $float, range: $range, ranges: $ranges)
  }`;

  /** The variables as JSON text: a test's own JSON would round them too. */
  async function send(variables: string, method = "POST") {
    const search = new URLSearchParams({ query: QUERY, variables });
    const url = `${router.url}/graphql`;
    const headers = { "content-type": "application/json" };
    const body = `{"query":${JSON.stringify(QUERY)},"variables":${variables}}`;
    const response =
      method === "GET" ? await fetch(`${url}?${search}`, { headers }) : await fetch(url, { method, headers, body });
    return (await response.json()) as { data?: unknown; errors?: unknown };
  }

  describe.each(["POST", "GET"])("by %s", (method) => {
    it.each([
      ["long", `{"long":${LONG}}`],
      ["long", `{"long":-${LONG}}`],
      ["long", '{"long":1e400}'],
      ["long", '{"long":-1E+400}'],
      ["long", '{"long":1e-400}'],
      ["long", '{ "long" : 4.9406564584124654321e-324 }'],
      ["long", '{"long":1.2345678901234567e-315}'],
      ["long", '{"long":0.1234567890123456789}'],
      ["long", '{"long":0.1000000000000000055}'],
      ["long", '{"long":3.00000000000000000001}'],
      ["long", '{"long":1e0400}'],
      ["long", `{"long":1,"float":1,"long":${LONG}}`],
      ["json", '{"json":{"\\"1e5\\\\":["1e400",1e400]}}'],
      ["id", `{"id":${LONG}}`],
      ["json", `{"json":{"a":[1,{"b":${LONG}}]}}`],
      ["range", `{"range":{"to":${LONG}}}`],
      ["range", `{"range":{"id":${LONG}}}`],
      ["ranges", `{"ranges":[{"from":1},{"from":${LONG}}]}`],
    ])("that would be rounded is refused: $%s of %s", async (name, variables) => {
      const asked = products.requests.length;
      const { data = null, errors } = await send(variables, method);
      expect(data).toBeNull();
      expect(errors).toEqual([
        expect.objectContaining({
          message: `Variable "$${name}" has a number that would be rounded: send it as a text.`,
          extensions: { code: "INEXACT_NUMBER" },
        }),
      ]);
      expect(products.requests).toHaveLength(asked);
    });

    it.each([
      '{"long":9007199254740991}',
      '{"long":9007199254740992}',
      '{"long":1e300,"json":[1.5e300,-2E+22,5e-324,0.30000000000000004,1.50]}',
      `{"float":0.1234567890123456789,"range":{"float":0.1000000000000000055}}`,
      `{"long":"${LONG}","id":"${LONG}","json":{"a":"${LONG}"}}`,
      '{"float":1e300,"range":{"float":1e300,"from":0.1}}',
    ])("that is kept reaches the subgraph: %s", async (variables) => {
      expect(await send(variables, method)).toEqual({ data: { echo: 1 } });
      expect(products.requests.at(-1)?.body.variables).toEqual(JSON.parse(variables));
    });
  });
});
