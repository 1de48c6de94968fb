import { expect, it } from "@jest/globals";
import { routerLimitsStep } from "../../packages/check/router-limits/step.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { buildCheckContext, type TestCheckout } from "./check-context.ts";

/** Three lists inside one another, with five leaves. */
const SHELVES = {
  shelves: `type Query { rooms: [Room]  room(first: Int = 3): [Room] }
    type Room { shelves: [Shelf] }
    type Shelf { books: [Book] }
    type Book { a: Int  b: Int  c: Int  d: Int  e: Int }`,
};
const NESTED = "rooms { shelves { books { a b c d e } } }";

function check(operation: string, environment: TestCheckout["environment"] = {}) {
  const operations = { "shelves.graphql": operation };
  return routerLimitsStep.run(buildCheckContext({ head: SHELVES, operations, environment }));
}

it("finds the operation that costs too much, with its place and the variable that raises the limit", async () => {
  const { status, summary, findings, details } = await check(`\nquery Dear { ${NESTED} }`);
  expect({ status, summary }).toEqual({
    status: "failed",
    summary: "1 stored operation, 1 would be refused",
  });
  expect(findings).toEqual([
    expect.objectContaining({
      severity: "error",
      code: "ROUTER_REFUSES",
      message: "Dear: the router refuses it. The operation may cost 5111, but at most 5000 is allowed (COST_LIMIT).",
      places: [{ file: "shelves.graphql", line: 2, column: 1, subgraph: null }],
    }),
  ]);
  expect(details).toEqual({ operations: [{ name: "Dear", file: "shelves.graphql", cost: 5111 }] });
});

it("counts deferred selections as any others", async () => {
  const deferred = "... @defer { rooms { shelves { ... @defer(if: false) { books { a b c d e } } } } }";
  const { details, findings } = await check(`query Dear { ${deferred} }`);
  expect(details).toEqual({ operations: [{ name: "Dear", file: "shelves.graphql", cost: 5111 }] });
  expect(findings).toHaveLength(1);
  const limited = await check(`query Large { ${deferred} }`, { COST_LIMIT: "0", MAX_SELECTIONS: "7" });
  expect(limited.findings).toMatchObject([{ message: expect.stringContaining("has 8 selections") }]);
});

it.each([
  ["a higher limit of cost", { COST_LIMIT: "5111" }],
  ["shorter lists", { COST_ASSUMED_LIST_SIZE: "5" }],
  ["no limit of cost", { COST_LIMIT: "0" }],
])("lets it pass with %s", async (_what, environment) => {
  expect(await check(`query Dear { ${NESTED} }`, environment)).toMatchObject({
    status: "passed",
    summary: "1 stored operation, all within the limits",
    findings: [],
  });
});

it.each([
  ["depth", "query Q { rooms { shelves { books { a } } } }", { MAX_DEPTH: "3" }],
  ["aliases", "query Q { rooms { x: __typename y: __typename } }", { MAX_ALIASES: "1" }],
  ["root fields", "query Q { rooms { __typename } __typename }", { MAX_ROOT_FIELDS: "1" }],
  [
    "what fragments expand to",
    "query Q { ...F } fragment F on Query { rooms { __typename } }",
    { MAX_SELECTIONS: "1" },
  ],
  ["bytes", "query Q { __typename }", { MAX_DOCUMENT_BYTES: "10" }],
  ["tokens", "query Q { __typename }", { MAX_TOKENS: "3" }],
])("measures %s", async (_what, operation, environment) => {
  const { findings } = await check(operation, environment);
  const [variable] = Object.keys(environment);
  expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(`(${variable})`)]);
});

it("takes the default of a variable, and else that of its argument", async () => {
  const costOf = async (operation: string) => (await check(operation)).details?.operations;
  const below = "{ shelves { __typename } }";
  expect(await costOf(`query Q($n: Int = 7) { room(first: $n) ${below} }`)).toMatchObject([{ cost: 1 + 7 * 11 }]);
  expect(await costOf(`query Q($n: Int) { room(first: $n) ${below} }`)).toMatchObject([{ cost: 1 + 3 * 11 }]);
});

it("is skipped without operations and without a graph", async () => {
  const status = async (checkout: TestCheckout) => (await routerLimitsStep.run(buildCheckContext(checkout))).status;
  expect(await status({ head: SHELVES })).toBe("skipped");
  expect(await status({ head: null, operations: { "q.graphql": "query Q { rooms { __typename } }" } })).toBe("skipped");
});

it("names each limit that is no number", async () => {
  expect(() => buildCheckContext({ head: null, environment: { MAX_DEPTH: "deep", COST_LIMIT: "-1" } })).toThrow(
    StartupError,
  );
  expect(() => buildCheckContext({ head: null, environment: { MAX_DEPTH: "deep", COST_LIMIT: "-1" } })).toThrow(
    /MAX_DEPTH.*COST_LIMIT/,
  );
});
