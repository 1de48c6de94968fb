import { describe, expect, it } from "@jest/globals";
import type {
  ExplainedFetch,
  ExplainedNode,
  ExplainedPlan,
} from "../../router/explorer/explain/explained-plan.ts";
import { type Answer, sendOperation } from "../support/graphql-client.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack();
const token = await stack.signIn("reader");
const EXPLAIN = { "apollo-query-plan": "1" };

const BOOKS_WITH_COMMENTS =
  "{ books(first: 20) { nodes { title comments(first: 5) { nodes { body author { username } } } } totalCount } }";

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
    const { kind, node } = await explain(BOOKS_WITH_COMMENTS);
    expect([kind, node?.kind]).toEqual(["QueryPlan", "Sequence"]);
    const fetches = listFetches(node);
    expect(fetches.map(({ serviceName, path }) => [serviceName, path])).toEqual([
      ["books", []],
      ["comments", ["books", "nodes", "@"]],
      ["accounts", ["books", "nodes", "@", "comments", "nodes", "@", "author"]],
    ]);
    expect(fetches.map(({ operationKind }) => operationKind)).toEqual(["query", "query", "query"]);
    expect(fetches[1]?.operation).toContain("_entities(representations: $representations)");
  });

  it("is told how many entities were asked for", async () => {
    const counts = listFetches((await explain(BOOKS_WITH_COMMENTS)).node).map(
      (fetch) => fetch.representations,
    );
    expect(counts).toEqual([null, 20, expect.any(Number)]);
  });

  it("is told when each fetch began and how long it took, one after the other", async () => {
    const { milliseconds, planningMilliseconds, node } = await explain(BOOKS_WITH_COMMENTS);
    const times = listFetches(node).map((fetch) => ({
      start: fetch.startedAfterMilliseconds ?? Number.NaN,
      length: fetch.milliseconds ?? Number.NaN,
    }));
    const moments = [planningMilliseconds, ...times.flatMap(({ start, length }) => [start, start + length])];
    expect([...moments, milliseconds]).toEqual(
      [...moments, milliseconds].toSorted((one, other) => one - other),
    );
    expect(times.every(({ length }) => length > 0)).toBe(true);
  });

  it("is told the SQL of each fetch, with its time", async () => {
    const [books, comments, accounts] = listFetches((await explain(BOOKS_WITH_COMMENTS)).node);
    expect(books?.statements?.map(({ sql }) => sql)).toEqual([
      expect.stringMatching(/^SELECT .* FROM `main`.`Book` .*LIMIT/),
      expect.stringMatching(/^SELECT COUNT\(\*\)/),
    ]);
    expect(comments?.statements?.every(({ sql }) => sql.includes("Comment"))).toBe(true);
    expect(accounts?.statements).toEqual([
      { sql: expect.stringContaining("`main`.`User`"), milliseconds: expect.any(Number) },
    ]);
  });

  it("is told of a mutation, its transaction included", async () => {
    const login = 'mutation { login(username: "reader", password: "reader-demo") { user { username } } }';
    const [fetch] = listFetches((await explain(login)).node);
    expect(fetch).toMatchObject({ serviceName: "accounts", operationKind: "mutation", errorCode: null });
    expect(fetch?.statements?.some(({ sql }) => sql.trimStart().startsWith("INSERT INTO"))).toBe(true);
  });

  it("is told which fetches were not needed", async () => {
    const plan = await explain('{ book(id: "019b8d62-7a80-7000-8000-00000000ffff") { title commentCount } }');
    expect(listFetches(plan.node)).toMatchObject([
      { serviceName: "books", milliseconds: expect.any(Number) },
      { serviceName: "comments", milliseconds: null, startedAfterMilliseconds: null, statements: null },
    ]);
  });

  it("is told what a condition leaves of its plan", async () => {
    const query = `query ($comments: Boolean!) { book(id: "019b8d99-6900-7001-8000-000000000001") {
      title
      comments(first: 1) @include(if: $comments) { totalCount }
    } }`;
    const taken = listFetches((await explain(query, { comments: true })).node);
    const left = listFetches((await explain(query, { comments: false })).node);
    expect(taken.map(({ milliseconds }) => milliseconds !== null)).toEqual([true, true]);
    expect(left.map(({ serviceName }) => serviceName)).toEqual(["books"]);
  });

  it("is told what went wrong", async () => {
    const query = 'mutation { addComment(bookId: "nonsense", body: "") { id } }';
    const [fetch] = listFetches((await explain(query)).node);
    expect(fetch?.errorCode).toBe("BAD_USER_INPUT");
  });

  it.each([
    ["only introspects", "{ __schema { queryType { name } } }", true],
    ["is refused", "{ books { totalCount } }", false],
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
  /** As many lists as `size`, each of which takes two statements. */
  function buildLists(size: number): string {
    const lists = Array.from(
      { length: size },
      (_, index) => `l${index}: books(first: ${index + 1}) { totalCount nodes { title } }`,
    );
    return `{ ${lists.join(" ")} }`;
  }

  it("each is told its own SQL, and those that did not ask get none", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        stack.send(buildLists(index + 1), { token, ...(index % 3 === 2 ? {} : { headers: EXPLAIN }) }),
      ),
    );
    const counts = answers.map((answer) =>
      answer.extensions === undefined
        ? null
        : listFetches(readPlan(answer).node).map(({ statements }) => statements?.length),
    );
    expect(counts).toEqual(answers.map((_, index) => (index % 3 === 2 ? null : [2 * (index + 1)])));
  });

  it("each is told its own fetches", async () => {
    const queries = ["{ me { username } }", "{ books(first: 1) { totalCount } }", BOOKS_WITH_COMMENTS];
    const plans = await Promise.all(
      Array.from({ length: 20 }, (_, index) => explain(queries[index % 3] ?? "")),
    );
    const services = plans.map(({ node }) => listFetches(node).map(({ serviceName }) => serviceName));
    const expected = [["accounts"], ["books"], ["books", "comments", "accounts"]];
    expect(services).toEqual(plans.map((_, index) => expected[index % 3]));
    expect(
      plans.flatMap(({ node }) => listFetches(node)).every(({ milliseconds }) => milliseconds !== null),
    ).toBe(true);
  });
});
