import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { readStoredOperations } from "../operations/stored-operations.ts";
import { TEST_SUPERGRAPH } from "../support/graph/test-graph.ts";
import { writeFileIn, writeSupergraph } from "../support/supergraph-file.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const SDL = `
  type Query {
    books(first: Int = 20, last: Int): BookConnection
    list(first: Int): [Book]
    unknown: [Book]
    matrix: [[Book]]
    assumed: [Book] @listSize(assumedSize: 7)
    sliced(limit: Int, other: Int): [Book]
      @listSize(assumedSize: 9, slicingArguments: ["limit", "other"], requireOneSlicingArgument: false)
    rows(limit: Int): Rows
      @listSize(slicingArguments: ["limit"], sizedFields: ["rows"], requireOneSlicingArgument: false)
    expensive: String @cost(weight: 50)
    search(text: String @cost(weight: 30), filter: Filter): String
    heavies(first: Int): [Heavy]
  }
  type BookConnection { nodes: [Book]  edges: [BookEdge]  total: Int }
  type BookEdge { node: Book }
  type Book { id: ID  title: String  similar(first: Int! = 20): BookConnection }
  type Rows { rows: [Book]  others: [Book] }
  type Heavy @cost(weight: 5) { id: ID }
  input Filter { slow: String @cost(weight: 40)  more: [Filter] }`;

const DATA = { expensive: "yes", search: "found", list: [], books: null };

/** With hardly any budget, every cost is told. */
const graph = await startGuardedGraph({ COST_LIMIT: "1" }, SDL, DATA);
const standard = await startGuardedGraph({}, SDL, DATA);
const unlimited = await startGuardedGraph({ COST_LIMIT: "0" }, SDL, DATA);
const own = await startGuardedGraph({ SUPERGRAPH_PATH: "supergraph.graphql" }, SDL, DATA);
const items = await startGuardedGraph({ SUPERGRAPH_PATH: TEST_SUPERGRAPH }, SDL, DATA);

const COSTS: [what: string, query: string, cost: number, variables?: Record<string, unknown>][] = [
  ["fields, each 1", "{ a: __typename b: __typename c: __typename }", 3],
  ["deferred fields as any others", "{ a: __typename ... @defer { b: __typename ... @defer { c: __typename } } }", 3],
  ["a list by a literal", "{ list(first: 30) { id title } }", 1 + 30 * 2],
  ["a list by a variable", "query ($n: Int) { list(first: $n) { id } }", 1 + 40, { n: 40 }],
  ["a list by a variable's default", "query ($n: Int = 50) { list(first: $n) { id } }", 1 + 50],
  ["a list by an argument's default", "{ books { nodes { id } } }", 1 + 1 + 20],
  ["a list by a variable that is not given", "query ($n: Int) { books(first: $n) { nodes { id } } }", 1 + 1 + 20],
  ["a list of unknown length", "{ unknown { id title } }", 1 + 10 * 2],
  ["a list of lists", "{ matrix { id } }", 1 + 100],
  ["a list whose length is null", "{ list(first: null) { id } }", 1 + 10],
  ["a list of negative length", "{ list(first: -5) { id } expensive }", 1 + 50],
  ["a connection's nodes, once", "{ books(first: 30) { nodes { id } total } }", 1 + (1 + 30) + 1],
  ["a connection's edges, once", "{ books(first: 30) { edges { node { id } } } }", 1 + (1 + 30 * 2)],
  ["a connection from its end", "{ books(last: 50) { nodes { id } } }", 1 + 1 + 50],
  [
    "a connection by fragments",
    "{ books(first: 30) { ...Page ... { nodes { id } } } } fragment Page on BookConnection { nodes { id } }",
    1 + 2 * 31,
  ],
  [
    "pages of pages",
    "{ books(first: 10) { nodes { similar(first: 10) { nodes { id } } } } }",
    1 + 1 + 10 * (1 + 1 + 10),
  ],
  ["the size that @listSize assumes", "{ assumed { id } }", 1 + 7],
  ["the size that @listSize assumes without arguments", "{ sliced { id } }", 1 + 9],
  ["the larger of two slicing arguments", "{ sliced(limit: 4, other: 6) { id } }", 1 + 6],
  ["sized fields, and not others", "{ rows(limit: 3) { rows { id } others { id } } }", 1 + (1 + 3) + (1 + 10)],
  ["@cost of a field", "{ expensive }", 50],
  ["@cost of an argument", '{ search(text: "a") }', 31],
  ["@cost inside inputs", '{ search(filter: {slow: "a", more: [{slow: "b"}]}) }', 81],
  [
    "@cost inside a variable",
    "query ($f: Filter) { search(filter: $f) }",
    81,
    { f: { slow: "a", more: [{ slow: "b" }] } },
  ],
  ["@cost of a type, for each object", "{ heavies(first: 3) { id } }", 3 * (5 + 1)],
];

describe("an operation's cost", () => {
  it.each(COSTS)("counts %s, and over the budget nothing is executed", async (_what, query, cost, variables = {}) => {
    const answer = await graph.expectRefusedAtOnce(() => graph.send(query, { variables }));
    expect(answer).toMatchObject({
      status: 400,
      errors: [
        {
          message: expect.stringContaining(`${cost}, but at most 1 is allowed (COST_LIMIT)`),
          extensions: { code: "COST_LIMIT_EXCEEDED", cost, limit: 1 },
        },
      ],
    });
  });

  it("is that of the variables each time", async () => {
    const query = "query ($n: Int) { list(first: $n) { id } }";
    const costs: unknown[] = [];
    for (const n of [10, 20, 10, null, 30]) {
      const { errors } = await graph.send(query, { variables: { n } });
      costs.push(errors?.[0]?.extensions);
    }
    expect(costs).toMatchObject([{ cost: 11 }, { cost: 21 }, { cost: 11 }, { cost: 11 }, { cost: 31 }]);
  });

  it("may be exactly the budget", async () => {
    expect(await graph.send("{ list(first: 0) { id } }")).toMatchObject({ status: 200, data: { list: [] } });
    expect(await standard.send("{ list(first: 4999) { id } }")).toMatchObject({ status: 200 });
    expect(await standard.send("{ list(first: 5000) { id } }")).toMatchObject({ status: 400 });
  });

  it.each([1e9, 2 ** 31 - 1])("is told for a list of %d", async (n) => {
    const query = "query ($n: Int) { list(first: $n) { id } }";
    const answer = await standard.expectNothingExecuted(() => standard.send(query, { variables: { n } }));
    expect(answer.codes).toEqual(["COST_LIMIT_EXCEEDED"]);
  });

  it("is not limited when COST_LIMIT is 0", async () => {
    expect(await unlimited.send("{ list(first: 1000000000) { id } }")).toMatchObject({ status: 200 });
  });
});

describe("a list by a slicing argument inside an input", () => {
  const PAGES = `
    type Query { pages(page: Page = {size: {first: 6}}, limit: Int): [Book] @listSize(slicingArguments: ["limit"]) }
    type Book { id: ID }
    input Page { size: Size  more: [Page] }
    input Size { first: Int = 20  last: Int }`;
  const PATHS = '["page.size.first", "page.size.last", "page.none", "limit"]';

  /** Composition 2.14 refuses what the specification has: the paths come into the supergraph afterwards. */
  function writePaths(): string {
    const composed = writeSupergraph([{ name: "pages", url: "http://127.0.0.1:1/graphql", sdl: PAGES }]);
    return writeFileIn("supergraph.graphql", readFileSync(composed, "utf8").replace('["limit"]', PATHS));
  }
  const pages = startGuardedGraph({ COST_LIMIT: "1", SUPERGRAPH_PATH: writePaths() });

  it.each<[what: string, given: string, size: number, variables?: Record<string, unknown>]>([
    ["by a literal", "(page: {size: {first: 30}})", 30],
    ["by a variable inside", "(page: {size: {first: $n}})", 40, { n: 40 }],
    ["by a variable for the whole", "(page: $page)", 50, { page: { size: { first: 50 } } }],
    ["by a variable between", "(page: {size: $size})", 60, { size: { last: 60, first: null } }],
    ["by the input field's default", "(page: {size: {}})", 20],
    ["by the argument's default", "", 6],
    ["by the largest of several", "(page: {size: {first: 3, last: 9}}, limit: 7)", 9],
    ["of unknown length without the input", "(page: null)", 10],
    ["of unknown length without what is inside", "(page: {})", 10],
    ["of unknown length for a variable of another kind", "(page: $page)", 10, { page: { size: "first" } }],
  ])("counts %s", async (_what, given, size, variables = {}) => {
    const names = { n: "Int", page: "Page", size: "Size" } as const;
    const used = Object.entries(names).filter(([name]) => given.includes(`$${name}`));
    const definitions = used.map(([name, type]) => `$${name}: ${type}`).join(", ");
    const query = `query${definitions && `(${definitions})`} { pages${given} { id } }`;
    const { errors } = await (await pages).send(query, { variables });
    expect(errors?.[0]?.extensions).toMatchObject({ cost: 1 + size, limit: 1 });
  });
});

const operations = await readStoredOperations();

describe("the graph of this project", () => {
  const variables = JSON.parse(readFileSync("operations/variables.json", "utf8")) as Record<string, object>;

  it.each([...operations])("affords %s", async (name, query) => {
    const { codes } = await own.send(query, { variables: { ...variables[name] } });
    expect(codes).not.toContain("COST_LIMIT_EXCEEDED");
    expect(codes).not.toContain("OPERATION_TOO_LARGE");
  });
});

it("a hundred notes on each of a hundred items are too many", async () => {
  const query = "{ items(first: 100) { nodes { notes(first: 100) { nodes { id } } } } }";
  expect(await items.send(query)).toMatchObject({ status: 400, codes: ["COST_LIMIT_EXCEEDED"] });
});
