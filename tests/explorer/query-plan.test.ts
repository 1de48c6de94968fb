import { describe, expect, it } from "@jest/globals";
import type { ExplainedFetch, ExplainedNode, ExplainedPlan } from "../../router/explorer/explain/explained-plan.ts";
import { type Answer, sendOperation } from "../support/graphql-client.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack();
const token = await stack.signIn("reader");
const EXPLAIN = { "apollo-query-plan": "1" };

const ITEMS_WITH_NOTES =
  "{ items(first: 20) { nodes { title notes(first: 5) { nodes { body author { username } } } } totalCount } }";

async function explain(query: string, variables = {}): Promise<ExplainedPlan> {
  return readPlan(await stack.send(query, { token, variables, headers: EXPLAIN }));
}

function readPlan({ extensions }: Answer<unknown>): ExplainedPlan {
  return extensions.queryPlan as ExplainedPlan;
}

function listFetches(node: ExplainedNode | null): ExplainedFetch[] {
  if (node === null) return [];
  if (node.kind === "Fetch") return [node];
  if (node.kind === "Condition") return [node.ifClause, node.elseClause].flatMap(listFetches);
  return node.nodes.flatMap(listFetches);
}

describe("a request with Apollo-Query-Plan: 1", () => {
  it("is told which subgraphs were asked, in which order, for what and where", async () => {
    const { kind, node } = await explain(ITEMS_WITH_NOTES);
    expect([kind, node?.kind]).toEqual(["QueryPlan", "Sequence"]);
    const fetches = listFetches(node);
    expect(fetches.map(({ serviceName, path }) => [serviceName, path])).toEqual([
      ["items", []],
      ["notes", ["items", "nodes", "@"]],
      ["accounts", ["items", "nodes", "@", "notes", "nodes", "@", "author"]],
    ]);
    expect(fetches.map(({ operationKind }) => operationKind)).toEqual(["query", "query", "query"]);
    expect(fetches[1]?.operation).toContain("_entities(representations: $representations)");
  });

  it("is told how many entities were asked for", async () => {
    const counts = listFetches((await explain(ITEMS_WITH_NOTES)).node).map((fetch) => fetch.representations);
    expect(counts).toEqual([null, 20, expect.any(Number)]);
  });

  it("is told when each fetch began and how long it took, one after the other", async () => {
    const { milliseconds, planningMilliseconds, node } = await explain(ITEMS_WITH_NOTES);
    const times = listFetches(node).map((fetch) => ({
      start: fetch.startedAfterMilliseconds ?? Number.NaN,
      length: fetch.milliseconds ?? Number.NaN,
    }));
    const moments = [planningMilliseconds, ...times.flatMap(({ start, length }) => [start, start + length])];
    expect([...moments, milliseconds]).toEqual([...moments, milliseconds].toSorted((one, other) => one - other));
    expect(times.every(({ length }) => length > 0)).toBe(true);
  });

  it("is told the SQL of each fetch, with its time", async () => {
    const [items, notes, accounts] = listFetches((await explain(ITEMS_WITH_NOTES)).node);
    expect([items?.statements, notes?.statements]).toEqual([[], []]);
    expect(accounts?.statements).toEqual([
      { sql: expect.stringMatching(/^\s*SELECT .*username.* JOIN User /s), milliseconds: expect.any(Number) },
    ]);
  });

  it("is told of a mutation, its transaction included", async () => {
    const login = 'mutation { login(username: "reader", password: "reader-demo") { user { username } } }';
    const [fetch] = listFetches((await explain(login)).node);
    expect(fetch).toMatchObject({ serviceName: "accounts", operationKind: "mutation", errorCode: null });
    expect(fetch?.statements?.some(({ sql }) => sql.trimStart().startsWith("INSERT INTO"))).toBe(true);
  });

  it("is told which fetches were not needed", async () => {
    const plan = await explain('{ item(id: "019b8d62-7a80-7000-8000-00000000ffff") { title noteCount } }');
    expect(listFetches(plan.node)).toMatchObject([
      { serviceName: "items", milliseconds: expect.any(Number) },
      { serviceName: "notes", milliseconds: null, startedAfterMilliseconds: null, statements: null },
    ]);
  });

  it("is told what a condition leaves of its plan", async () => {
    const query = `query ($notes: Boolean!) { item(id: "019b8d99-6900-7008-8000-000000000001") {
      title
      notes(first: 1) @include(if: $notes) { totalCount }
    } }`;
    const taken = listFetches((await explain(query, { notes: true })).node);
    const left = listFetches((await explain(query, { notes: false })).node);
    expect(taken.map(({ milliseconds }) => milliseconds !== null)).toEqual([true, true]);
    expect(left.map(({ serviceName }) => serviceName)).toEqual(["items"]);
  });

  it("is told what went wrong", async () => {
    const query = 'mutation { addNote(itemId: "nonsense", body: "") { id } }';
    const [fetch] = listFetches((await explain(query)).node);
    expect(fetch?.errorCode).toBe("BAD_USER_INPUT");
  });

  it.each([
    ["only introspects", "{ __schema { queryType { name } } }", true],
    ["is refused", "{ items { totalCount } }", false],
  ])("gets an empty plan when it %s", async (_what, query, isSignedIn) => {
    const answer = await stack.send(query, { headers: EXPLAIN, ...(isSignedIn ? { token } : {}) });
    expect(readPlan(answer)).toMatchObject({ kind: "QueryPlan", node: null });
  });
});

describe("nothing is explained", () => {
  it.each([{}, { "apollo-query-plan": "0" }, { "apollo-query-plan": "true" }, { "tell-statements": "1" }])(
    "to a request with %p",
    async (headers) => {
      const { data, extensions } = await stack.send("{ me { username } }", { token, headers });
      expect(data).toEqual({ me: { username: "reader" } });
      expect(extensions).toBeUndefined();
    },
  );

  it("by a subgraph that is not asked to", async () => {
    const { data, extensions } = await sendOperation(stack.accounts.url, "{ me { username } }", {
      token,
      headers: EXPLAIN,
      asRouter: true,
    });
    expect(data).toEqual({ me: { username: "reader" } });
    expect(extensions).toBeUndefined();
  });
});

describe("of twenty requests at once", () => {
  /** As many sign-outs as `size`, each of which takes its own statements. */
  function buildLogouts(size: number): string {
    const fields = Array.from({ length: size }, (_, index) => `l${index}: logout(refreshToken: "none")`);
    return `mutation { ${fields.join(" ")} }`;
  }

  function countStatements(answer: Answer<unknown>): (number | undefined)[] {
    return listFetches(readPlan(answer).node).map(({ statements }) => statements?.length);
  }

  it("each is told its own SQL, and those that did not ask get none", async () => {
    const [one = 0] = countStatements(await stack.send(buildLogouts(1), { headers: EXPLAIN }));
    expect(one).toBeGreaterThan(0);
    const sizes = Array.from({ length: 20 }, (_, index) => 1 + (index % 5));
    const answers = await Promise.all(
      sizes.map((size, index) => stack.send(buildLogouts(size), index % 3 === 2 ? {} : { headers: EXPLAIN })),
    );
    const counts = answers.map((answer) => (answer.extensions === undefined ? null : countStatements(answer)));
    expect(counts).toEqual(sizes.map((size, index) => (index % 3 === 2 ? null : [one * size])));
  });

  it("each is told its own fetches", async () => {
    const queries = ["{ me { username } }", "{ items(first: 1) { totalCount } }", ITEMS_WITH_NOTES];
    const plans = await Promise.all(Array.from({ length: 20 }, (_, index) => explain(queries[index % 3] ?? "")));
    const services = plans.map(({ node }) => listFetches(node).map(({ serviceName }) => serviceName));
    const expected = [["accounts"], ["items"], ["items", "notes", "accounts"]];
    expect(services).toEqual(plans.map((_, index) => expected[index % 3]));
    expect(plans.flatMap(({ node }) => listFetches(node)).every(({ milliseconds }) => milliseconds !== null)).toBe(
      true,
    );
  });
});
