import { describe, expect, it } from "@jest/globals";
import { answerJson, answerText } from "../support/fake-subgraph.ts";
import { NO_SECOND_CHANCE, PRODUCTS, startProductGraph } from "./product-graph.ts";

const { products, reviews, send } = await startProductGraph(NO_SECOND_CHANCE);

type Paths = (string | number)[][];

const YES = "query ($yes: Boolean!)";
const YES_AND_NO = "query ($yes: Boolean!, $no: Boolean = false)";

describe("a failed fetch", () => {
  it.each<[what: string, query: string, paths: Paths]>([
    ["of root fields", "{ best worst product { name } }", [["best"], ["worst"]]],
    ["of a field under an alias", "{ product { stars: rating } }", [["product", "stars"]]],
    [
      "of one field twice",
      "{ product { rating a: rating } }",
      [
        ["product", "rating"],
        ["product", "a"],
      ],
    ],
    ["of an object", "{ product { reviewer { name } } }", [["product", "reviewer"]]],
    ["of a field beside the type's name", "{ product { __typename rating } }", [["product", "rating"]]],
    [
      "of items of several types",
      "{ things { ... on Product { rating stars } ... on Tool { r: rating } } }",
      [
        ["things", 0, "rating"],
        ["things", 0, "stars"],
        ["things", 1, "r"],
      ],
    ],
    [
      "with fields left out",
      `${YES_AND_NO} { product { rating stars @include(if: $no) reviewer @skip(if: $yes) { name } } }`,
      [["product", "rating"]],
    ],
    [
      "with fields left in",
      `${YES_AND_NO} { product { rating @skip(if: false) stars @skip(if: $no) a: stars @include(if: $yes) } }`,
      [
        ["product", "rating"],
        ["product", "stars"],
        ["product", "a"],
      ],
    ],
    [
      "with fragments left out and in",
      `${YES} { product { rating ... @include(if: $yes) { stars } ... @skip(if: $yes) { a: stars } } }`,
      [
        ["product", "rating"],
        ["product", "stars"],
      ],
    ],
    [
      "of root fields with fragments left out and in",
      `${YES} { best ... @include(if: $yes) { worst } ... on Query @skip(if: $yes) { a: worst } }`,
      [["best"], ["worst"]],
    ],
  ])("%s is told of at each field that was asked for, and no other", async (_what, query, paths) => {
    reviews.respondWith(answerText("", "text/plain", 503));
    const { status, errors } = await send(query, { variables: { yes: true } });
    expect(status).toBe(200);
    expect(errors?.map(({ path }) => path)).toEqual(paths);
    expect(errors?.map(({ extensions }) => extensions)).toEqual(
      paths.map(() => ({ code: "SUBGRAPH_UNAVAILABLE", serviceName: "reviews" })),
    );
  });
});

describe("an answer", () => {
  it.each([
    ["lacks a root field", "{ product { name } }", {}],
    ["has a number for an object", "{ product { name } }", { product: 5 }],
    ["has a text for a list", "{ things { id } }", { things: "none" }],
  ])("that %s is an unusable answer", async (_what, query, data) => {
    products.respondWith(answerJson({ data }));
    const { status, errors } = await send(query);
    expect(status).toBe(200);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: "SUBGRAPH_INVALID_RESPONSE", serviceName: "products" },
    ]);
  });

  it("that lacks a field of one entity is unusable for that one", async () => {
    products.respondWith(answerJson({ data: PRODUCTS }));
    reviews.respondWith(answerJson({ data: { _entities: [{ rating: 5 }, {}] } }));
    const { data, errors } = await send("{ things { ... on Product { rating } ... on Tool { r: rating } } }");
    expect(errors).toMatchObject([
      { path: ["things", 1, "r"], extensions: { code: "SUBGRAPH_INVALID_RESPONSE", serviceName: "reviews" } },
    ]);
    expect(data).toEqual({ things: [{ rating: 5 }, { r: null }] });
  });

  it.each([
    ["an object for a text", "{ product { id name } }", { product: { ...PRODUCTS.product, name: { a: 1 } } }],
    ["null for an id", "{ product { id } }", { product: { ...PRODUCTS.product, id: null } }],
    ["an unknown type", "{ things { id } }", { things: [{ __typename: "Unheard", id: "1" }] }],
    ["an object for a list", "{ things { id } }", { things: {} }],
    ["a number for an item", "{ things { id } }", { things: [5] }],
  ])("with %s, deeper down, brings an error too", async (_what, query, data) => {
    products.respondWith(answerJson({ data }));
    const { status, codes, body } = await send(query);
    expect({ status, codes }).toEqual({ status: 200, codes: ["INTERNAL_SERVER_ERROR"] });
    expect(body).not.toContain("valueCompletion");
  });

  it("with null for an entity that does not exist is no failure", async () => {
    products.respondWith(answerJson({ data: PRODUCTS }));
    reviews.respondWith(answerJson({ data: { _entities: [null] } }));
    expect(await send("{ product { rating } }")).toMatchObject({
      status: 200,
      data: { product: { rating: null } },
      errors: undefined,
    });
  });

  it("with null for a field and an error of the subgraph's own is passed on", async () => {
    const error = {
      message: "No such thing",
      path: ["_entities", 0, "rating"],
      extensions: { code: "NOT_FOUND" },
    };
    reviews.respondWith(answerJson({ data: { _entities: [{ rating: null, stars: 3 }] }, errors: [error] }));
    expect(await send("{ product { rating stars } }")).toMatchObject({
      data: { product: { rating: null, stars: 3 } },
      errors: [{ message: "No such thing", path: ["product", "rating"], extensions: { code: "NOT_FOUND" } }],
    });
  });
});
