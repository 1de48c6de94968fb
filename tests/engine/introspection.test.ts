import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { executeSync, getIntrospectionQuery, parse, validate } from "graphql";
import { createEngineGraph } from "./engine-graph.ts";

const graph = createEngineGraph({
  shop: {
    sdl: `
      "What the shop sells."
      schema { query: Query mutation: Mutation }
      type Query { item(by: ItemBy!): Item  self: Query  selves: [Query]  hidden: Int @inaccessible }
      type Mutation { touch: Query }
      interface Node { id: ID! }
      type Item implements Node @key(fields: "id") { id: ID! size(unit: Unit = M): Int price: Int @deprecated(reason: "free") }
      enum Unit { M INCH @deprecated }
      input ItemBy { id: ID sku: Sku }
      input Old { a: Int @deprecated(reason: "old") b: [Int!]! = [1] }
      scalar Sku @specifiedBy(url: "https://sku.test")
      union Any = Item`,
    resolvers: {
      Query: { self: () => ({}), selves: () => [{}, {}], item: () => ({ id: "1" }) },
      Mutation: { touch: () => ({}) },
    },
  },
  other: { sdl: `type Item @key(fields: "id") { id: ID! stock(of: Int): Int }` },
});
const { apiSchema } = graph.engine;

/** What graphql-js answers over the API schema, for the introspection fields alone. */
function answerByReference(query: string, variables: Readonly<Record<string, unknown>> = {}): unknown {
  const document = parse(query);
  expect(validate(apiSchema, document)).toEqual([]);
  return JSON.parse(JSON.stringify(executeSync({ schema: apiSchema, document, variableValues: variables }).data));
}

const NAMES = [
  "descriptions",
  "specifiedByUrl",
  "directiveIsRepeatable",
  "schemaDescription",
  "inputValueDeprecation",
  "oneOf",
] as const;
/** Every choice of options; GraphiQL, codegen and Apollo Sandbox each send the text of one of them. */
const CHOICES = Array.from({ length: 2 ** NAMES.length }, (_choice, bits) =>
  Object.fromEntries(NAMES.map((name, index) => [name, ((bits >> index) & 1) === 1])),
);
const NEXT = readFileSync(new URL("support/introspection/graphql-17.graphql", import.meta.url), "utf8");

describe("the introspection query", () => {
  it("of graphql-js is answered as graphql-js does, with any of its options", async () => {
    for (const options of CHOICES) {
      const query = getIntrospectionQuery(options);
      expect(await graph.ask(query)).toEqual({ data: answerByReference(query), errors: [] });
    }
    expect(graph.requests).toEqual([]);
  });

  it("of the next graphql-js is answered with all its options", async () => {
    const { data, errors } = await graph.ask(NEXT);
    expect(errors).toEqual([]);
    expect(data).toEqual(answerByReference(NEXT));
    expect(data).toMatchObject({
      __schema: {
        directives: expect.arrayContaining([
          expect.objectContaining({ name: "include", isDeprecated: false, deprecationReason: null }),
        ]),
        types: expect.arrayContaining([
          expect.objectContaining({ name: "ItemBy", isOneOf: false }),
          expect.objectContaining({ name: "Sku", specifiedByURL: "https://sku.test" }),
        ]),
      },
    });
  });

  it("lists what it can be asked about directives", async () => {
    const { data } = await graph.ask('{ __type(name: "__Directive") { fields { name } } }');
    const { __type } = data as { __type: { fields: { name: string }[] } };
    expect(__type.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(["isDeprecated", "args"]));
  });
});

describe("introspection", () => {
  it.each([
    ['{ __type(name: "ItemBy") { isOneOf } }', {}],
    [
      '{ __typename a: __type(name: "ItemBy") { isOneOf } ...F } fragment F on Query { __schema { queryType { name } } }',
      {},
    ],
    ["query ($s: Boolean!) { __schema @skip(if: $s) { types { name } } __typename }", { s: true }],
    ["query ($s: Boolean!) { __schema @include(if: $s) { types { name } } __typename }", { s: true }],
    ["query ($n: String!) { a: __type(name: $n) { name kind } b: __type(name: $n) { isOneOf } }", { n: "ItemBy" }],
    ['{ __type(name: "Old") { inputFields(includeDeprecated: true) { name defaultValue } } }', {}],
    ["{ __schema { ...S } } fragment S on __Schema { types { ...T } } fragment T on __Type { name isOneOf }", {}],
  ])("alone is answered as graphql-js does: %s", async (query, variables) => {
    expect(await graph.ask(query, { variables })).toEqual({
      data: answerByReference(query, variables),
      errors: [],
    });
    expect(graph.requests).toEqual([]);
  });

  it("beside data is answered along with it", async () => {
    const query = `query ($n: String = "ItemBy") {
      ...F  x: __type(name: $n) { isOneOf }  item(by: { id: 1 }) { id __typename }
    } fragment F on Query { __typename __schema { queryType { name } } self { __typename } }`;
    expect(await graph.ask(query)).toEqual({
      data: {
        __typename: "Query",
        __schema: { queryType: { name: "Query" } },
        self: { __typename: "Query" },
        x: { isOneOf: false },
        item: { id: "1", __typename: "Item" },
      },
      errors: [],
    });
  });

  const INSIDE = '__schema { queryType { fields { name } } } t: __type(name: "_Entity") { name }';
  const TOLD = {
    __schema: { queryType: { fields: [{ name: "item" }, { name: "self" }, { name: "selves" }] } },
    t: null,
  };

  it.each([
    [`{ self { ${INSIDE} } }`, { self: TOLD }],
    [`{ self { self { ${INSIDE} } } ${INSIDE} }`, { self: { self: TOLD }, ...TOLD }],
    [
      `{ selves { __typename ...F } } fragment F on Query { ${INSIDE} }`,
      { selves: Array(2).fill({ __typename: "Query", ...TOLD }) },
    ],
    [`mutation { touch { ${INSIDE} } }`, { touch: TOLD }],
    [
      "{ self { __schema { queryType { name } } __schema { mutationType { name } } } }",
      { self: { __schema: { queryType: { name: "Query" }, mutationType: { name: "Mutation" } } } },
    ],
  ])("inside an object of the query type tells of what clients see, not of a subgraph: %s", async (query, data) => {
    graph.reset();
    for (let time = 0; time < 12; time++) expect(await graph.ask(query)).toEqual({ data, errors: [] });
    expect(graph.requests.map((request) => request.query).join()).not.toMatch(/__schema|__type\b/);
  });

  it("may have the name of any field", async () => {
    const query = '{ item: __type(name: "Item") { name } self { item: __schema { queryType { name } } } }';
    expect(await graph.ask(query)).toEqual({
      data: { item: { name: "Item" }, self: { item: { queryType: { name: "Query" } } } },
      errors: [],
    });
  });
});
