import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createProductEngine } from "./product-engine.ts";

const graph = createProductEngine();
beforeEach(() => graph.reset());

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

/** JSON in which `__proto__` is an ordinary member, as it is on the wire. */
function respondWithText(subgraph: string, data: string): void {
  graph.respondWith(subgraph, () => ({ data: JSON.parse(data), isClean: true }));
}

describe("a name that every object seems to have", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"])(
    "%s, as an alias, is a plain key of the answer",
    async (name) => {
      const query = `{ ${name}: products { ${name}: rating id name } product { ${name}: reviews { ${name}: text } } }`;
      const response = await graph.engine.execute(
        {
          document: parse(query),
          operationName: null,
          variables: {},
          cacheKey: query,
        },
        null,
      );
      expect(response).toEqual({
        data: `{"${name}":[${[
          `{"${name}":1,"id":"1","name":"Lamp"}`,
          `{"${name}":2,"id":"2","name":"Desk"}`,
          `{"${name}":1,"id":"1","name":"Lamp"}`,
        ].join()}],"product":{"${name}":[{"${name}":"review of 1"}]}}`,
        errors: [],
      });
    },
  );

  it("is in the path of errors as the client wrote it", async () => {
    graph.respondWith("reviews", () => {
      throw new Error("gone");
    });
    const { errors } = await graph.ask("{ constructor: product { __proto__: rating } }");
    expect(errors.map(({ path }) => path)).toEqual([["constructor", "__proto__"]]);
  });
});

describe("a subgraph's answer", () => {
  it.each([
    ["at its root", '{"__proto__":{"polluted":1},"product":{"__typename":"Product","id":"1"}}'],
    ["in an object", '{"product":{"__proto__":{"polluted":1},"__typename":"Product","id":"1"}}'],
  ])("with __proto__ %s changes nothing else", async (_where, data) => {
    respondWithText("products", data);
    expect(await graph.ask("{ product { id rating } }")).toEqual({
      data: { product: { id: "1", rating: 1 } },
      errors: [],
    });
  });

  it("with __proto__ in an object that another subgraph adds to changes nothing else", async () => {
    respondWithText("reviews", '{"_entities":[{"__proto__":{"polluted":1},"rating":7,"constructor":{"polluted":1}}]}');
    expect(await graph.ask("{ product { id rating } }")).toEqual({
      data: { product: { id: "1", rating: 7 } },
      errors: [],
    });
  });

  it("brings in nothing that was not asked for", async () => {
    respondWithText("reviews", '{"_entities":[{"rating":7,"name":"Stolen","id":"9"}]}');
    expect((await graph.ask("{ product { id name rating } }")).data).toEqual({
      product: { id: "1", name: "Lamp", rating: 7 },
    });
  });

  it("with text that needs escaping is escaped", async () => {
    const name = 'a "quoted" \\ text\n\u0000\u2028';
    graph.respondWith("products", () => ({
      data: { product: { __typename: "Product", id: name } },
      isClean: false,
    }));
    graph.respondWith("reviews", ({ variables }) => {
      expect(variables.representations).toEqual([{ __typename: "Product", id: name }]);
      return { data: { _entities: [{ rating: 1 }] }, isClean: true };
    });
    expect((await graph.ask("{ product { id rating } }")).data).toEqual({ product: { id: name, rating: 1 } });
  });
});

describe("a client's variable", () => {
  it.each(["representations", "_r0", "contextualArgument_1_0", "__proto__", "constructor"])(
    "may be called %s",
    async (name) => {
      const query = `query ($${name}: Int) { product { reviews(first: $${name}) { text } } }`;
      const text = "review of 1";
      expect((await graph.ask(query, { variables: JSON.parse(`{"${name}":2}`) })).data).toEqual({
        product: { reviews: [{ text }, { text }] },
      });
      expect((await graph.ask(query)).data).toEqual({ product: { reviews: [{ text }] } });
    },
  );
});
