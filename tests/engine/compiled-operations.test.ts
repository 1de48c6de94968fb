import type { QueryPlan } from "@apollo/query-planner";
import { QueryPlanner } from "@apollo/query-planner";
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { ObservedFetch } from "../../packages/engine/fetch-observer.ts";
import type { SubgraphResponse } from "../../packages/engine/subgraph-transport.ts";
import { createEngineGraph } from "./engine-graph.ts";
import { createProductEngine } from "./product-engine.ts";

const graph = createProductEngine({ maximumOperations: 2 });
const plan = jest.spyOn(QueryPlanner.prototype, "buildQueryPlan");
beforeEach(() => {
  graph.reset();
  plan.mockClear();
});

describe("an operation", () => {
  it("is planned once, however many ask at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => graph.ask("{ product { id } }")));
    expect(answers.map(({ data }) => data)).toEqual(Array(5).fill({ product: { id: "1" } }));
    expect(plan).toHaveBeenCalledTimes(1);
  });

  it("is planned for each choice of @skip and @include, and asked for nothing that is left out", async () => {
    const query = `query ($rated: Boolean!, $named: Boolean! = true) {
      product { id ... @include(if: $rated) { rating } name @skip(if: $named) }
    }`;
    for (const rated of [true, false, true]) {
      const { data } = await graph.ask(query, { variables: { rated } });
      expect(data).toEqual({ product: rated ? { id: "1", rating: 1 } : { id: "1" } });
    }
    expect(plan).toHaveBeenCalledTimes(2);
    expect(graph.requests.map(({ query: sent }) => sent)).not.toContainEqual(expect.stringMatching(/@|\bname\b/));
  });

  it("is forgotten when others have been asked for since", async () => {
    for (const field of ["id", "name", "__typename", "id"]) await graph.ask(`{ product { f: ${field} } }`);
    expect(plan).toHaveBeenCalledTimes(4);
  });

  it("is chosen by its name, and uses its own fragments only", async () => {
    const source = `
      query One { product { ...Named } } fragment Named on Product { name }
      query Two($first: Int) { product { ...Reviewed } }
      fragment Reviewed on Product { reviews(first: $first) { text } }`;
    expect((await graph.ask(source, { operationName: "One" })).data).toEqual({ product: { name: "Lamp" } });
    expect(await graph.ask(source, { operationName: "Three" })).toMatchObject({
      data: undefined,
      errors: [{ extensions: { code: "OPERATION_RESOLUTION_FAILURE" } }],
    });
  });
});

describe("a variable", () => {
  const query = "query ($first: Int = 2) { product { reviews(first: $first) { text } } }";

  it("that is not given is left to the operation's default", async () => {
    await graph.ask(query);
    expect(graph.requests[1]?.variables).not.toHaveProperty("first");
    expect(graph.requests[1]?.query).toContain("$first:Int=2");
  });

  it("that is given, null included, is sent to those subgraphs that use it", async () => {
    await graph.ask(query, { variables: { first: null, stray: 1 } });
    expect(graph.requests.map(({ variables }) => variables)).toEqual([
      {},
      { first: null, representations: [{ __typename: "Product", id: "1" }] },
    ]);
  });

  it("that does not fit is refused before anything is fetched", async () => {
    expect(await graph.ask(query, { variables: { first: "two" } })).toEqual({
      data: undefined,
      errors: [
        {
          message: expect.stringContaining('"$first" got invalid value "two"'),
          locations: [{ line: 1, column: 8 }],
          extensions: { code: "BAD_USER_INPUT" },
        },
      ],
    });
    expect(graph.requests).toEqual([]);
  });

  it("with a mistake in every item brings ten errors", async () => {
    const lists = createEngineGraph({ a: { sdl: "type Query { sum(of: [Int!]): Int }" } });
    const of = Array(500).fill("x");
    const { errors } = await lists.ask("query ($of: [Int!]) { sum(of: $of) }", { variables: { of } });
    expect(errors).toHaveLength(10);
  });
});

describe("introspection", () => {
  it("is answered from what clients may see, and asks no subgraph", async () => {
    const query = `query ($name: String!) {
      __typename ...Types @include(if: true) x: __schema @skip(if: true) { queryType { name } }
    } fragment Types on Query { a: __type(name: $name) { name } __schema { queryType { name } } }`;
    expect(await graph.ask(query, { variables: { name: "Tool" } })).toEqual({
      data: { __typename: "Query", a: { name: "Tool" }, __schema: { queryType: { name: "Query" } } },
      errors: [],
    });
    expect((await graph.ask(query, { variables: { name: "_Entity" } })).data).toMatchObject({ a: null });
    expect(graph.requests).toEqual([]);
  });

  it("does not show what is inaccessible", async () => {
    const hidden = createEngineGraph({
      a: {
        sdl: "type Query { open: Int  secret: Secret @inaccessible } type Secret @inaccessible { id: Int }",
      },
    });
    const { data } = await hidden.ask('{ __type(name: "Secret") { name } __schema { queryType { fields { name } } } }');
    expect(data).toEqual({ __type: null, __schema: { queryType: { fields: [{ name: "open" }] } } });
  });
});

describe("an observer", () => {
  it("is told of the plan, and of each request and how it went", async () => {
    const told: unknown[] = [];
    const describe = ({ subgraph, nodes }: ObservedFetch) => [
      subgraph,
      ...nodes.map(({ node, path, representations }) => `${node.serviceName} ${path.join(".")} ${representations}`),
    ];
    graph.respondWith("stock", () => {
      throw new Error("gone");
    });
    await graph.ask("{ products { rating amount } product { stars } }", {
      observer: {
        planned: ({ kind }: QueryPlan) => void told.push(kind),
        fetchStarted: (fetch: ObservedFetch) => void told.push(["started", ...describe(fetch)]),
        fetchEnded: (fetch: ObservedFetch, outcome: SubgraphResponse | Error) =>
          void told.push([outcome instanceof Error ? outcome.message : "ended", ...describe(fetch)]),
      },
    });
    expect(told.slice(0, 3)).toEqual([
      "QueryPlan",
      ["started", "products", "products  null"],
      ["ended", "products", "products  null"],
    ]);
    expect(told.slice(3)).toEqual(
      expect.arrayContaining([
        ["ended", "reviews", "reviews products.@ 2", "reviews product 1"],
        ["gone", "stock", "stock products.@ 2"],
      ]),
    );
  });
});
