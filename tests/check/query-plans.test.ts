import { describe, expect, it } from "@jest/globals";
import { queryPlansStep } from "../../packages/check/query-plans/step.ts";
import { buildCheckContext, type TestCheckout } from "./check-context.ts";

const BOOKS = `
  type Query { books: [Book] }
  type Book @key(fields: "id") { id: ID! title: String pages: Int }
`;
const REVIEWS = `
  type Book @key(fields: "id") { id: ID! rating: Int reviewer: User }
  type User @key(fields: "id") { id: ID! }
`;
const USERS = 'type User @key(fields: "id") { id: ID! name: String }';

const RATING = 'type Book @key(fields: "id") { id: ID! rating: Int }';

/** The pages of a book have moved to a subgraph of their own. */
const MOVED = {
  books: BOOKS.replace("pages: Int", ""),
  print: 'type Book @key(fields: "id") { id: ID! pages: Int }',
};

function check(checkout: TestCheckout) {
  return queryPlansStep.run(buildCheckContext(checkout));
}

async function planOne(head: TestCheckout["head"], operation: string) {
  const { details } = await check({ head, operations: { "one.graphql": `query One ${operation}` } });
  return details?.operations;
}

const PETS = {
  pets: `
    type Query { pets: [Pet] }
    interface Pet { id: ID! name: String }
    type Cat implements Pet @key(fields: "id") { id: ID! name: String @external }
    type Dog implements Pet @key(fields: "id") { id: ID! name: String @external }
    type Owl implements Pet { id: ID! name: String }
  `,
  cats: 'type Cat @key(fields: "id") { id: ID! name: String }',
  dogs: 'type Dog @key(fields: "id") { id: ID! name: String }',
};

const SHOP = {
  goods: 'type Query { item: Item } type Item @key(fields: "id") { id: ID! weight: Int }',
  prices: 'type Item @key(fields: "id") { id: ID! weight: Int @external price: Int @requires(fields: "weight") }',
  taxes: 'type Item @key(fields: "id") { id: ID! price: Int @external tax: Int @requires(fields: "price") }',
  stock: 'type Query { shops: Int } type Item @key(fields: "id") { id: ID! left: Int }',
};

describe("The cost of an operation", () => {
  it.each([
    ["nothing but the schema's own", { books: BOOKS }, "{ __typename }", 0, 0],
    ["one subgraph", { books: BOOKS }, "{ books { id title pages } }", 1, 1],
    ["two roots in two subgraphs", SHOP, "{ item { id } shops }", 2, 1],
    ["a second after the first", { books: BOOKS, reviews: REVIEWS }, "{ books { title rating } }", 2, 2],
    ["a chain of three", { books: BOOKS, reviews: REVIEWS, users: USERS }, "{ books { reviewer { name } } }", 3, 3],
    ["two at once after the first", { ...MOVED, reviews: REVIEWS }, "{ books { pages rating } }", 3, 2],
    ["a chain of @requires", SHOP, "{ item { tax } }", 3, 3],
    ["a chain of @requires beside a shorter one", SHOP, "{ item { tax left } shops }", 5, 3],
    ["an interface with two types elsewhere", PETS, "{ pets { name } }", 3, 2],
    ["an interface with one type asked for", PETS, "{ pets { ... on Cat { name } } }", 2, 2],
    [
      "a part that may be left out",
      { books: BOOKS, reviews: REVIEWS },
      "($more: Boolean!) { books { title ... @include(if: $more) { rating } } }",
      2,
      2,
    ],
    [
      "the costlier of two parts that exclude each other",
      { books: BOOKS, reviews: REVIEWS, users: USERS },
      "($deep: Boolean!) { books { ... @include(if: $deep) { reviewer { name } } ... @skip(if: $deep) { rating } } }",
      3,
      3,
    ],
    [
      "parts that come later",
      { books: BOOKS, reviews: REVIEWS },
      '($late: Boolean!) { books { title ... @defer(if: $late, label: "rating") { rating } ... @defer { id } } }',
      2,
      2,
    ],
  ] as const)("is counted for %s", async (_what, subgraphs, operation, fetches, hops) => {
    expect(await planOne(subgraphs, operation)).toMatchObject([{ head: { fetches, hops } }]);
  });

  it("is counted for a subscription and what follows its events", async () => {
    const head = {
      books: `${BOOKS} type Subscription { added: Book }`,
      reviews: REVIEWS,
    };
    const operations = { "added.graphql": "subscription Added { added { title rating } }" };
    const { details } = await check({ head, operations });
    expect(details?.operations).toMatchObject([{ head: { fetches: 2, hops: 2 } }]);
  });

  it("has no base for a subscription of a graph that had none", async () => {
    const head = { books: `${BOOKS} type Subscription { added: Book }` };
    const operations = { "added.graphql": "subscription Added { added { title } }" };
    const { details } = await check({ base: { books: BOOKS }, head, operations });
    expect(details?.operations).toMatchObject([{ base: null, head: { fetches: 1, hops: 1 }, change: null }]);
  });
});

describe("A change of the graph", () => {
  const operations = { "pages.graphql": "# What the shelf shows.\n\nquery Shelf { books { title pages } }" };

  it("warns of an operation that costs more, where it stands", async () => {
    const result = await check({ base: { books: BOOKS }, head: MOVED, operations });
    expect(result).toMatchObject({ status: "passed", summary: "1 operation planned, 1 costs more" });
    expect(result.findings).toEqual([
      {
        severity: "warning",
        code: "QUERY_PLAN_COSTS_MORE",
        message: "Shelf: 1 → 2 fetches, 1 → 2 hops",
        mend: "Look for a field of it that comes from another subgraph now, or has to wait for one.",
        places: [{ file: "pages.graphql", line: 3, column: 1, subgraph: null }],
      },
    ]);
    expect(result.details).toEqual({
      operations: [
        {
          name: "Shelf",
          file: "pages.graphql",
          base: { fetches: 1, hops: 1 },
          head: { fetches: 2, hops: 2 },
          change: "more",
        },
      ],
    });
  });

  it("notes an operation that costs less", async () => {
    const result = await check({ base: MOVED, head: { books: BOOKS }, operations });
    expect(result).toMatchObject({
      status: "passed",
      summary: "1 operation planned, none costs more, less for Shelf (2 → 1 fetch, 2 → 1 hop)",
      findings: [],
      details: { operations: [{ change: "less" }] },
    });
  });

  it("gives a figure that stayed once", async () => {
    const { findings } = await check({
      base: { ...MOVED, books: BOOKS.replace("pages: Int", ""), reviews: REVIEWS },
      head: { ...MOVED, reviews: REVIEWS.replace("rating: Int", ""), rating: RATING },
      operations: { "all.graphql": "query All { books { pages rating reviewer { id } } }" },
    });
    expect(findings.map(({ message }) => message)).toEqual(["All: 3 → 4 fetches, 2 hops"]);
  });

  it("warns of more fetches even where there are fewer hops", async () => {
    const { findings } = await check({
      base: { books: BOOKS.replace("Query {", "Query { shops: Int staff: Int"), reviews: REVIEWS },
      head: {
        books: BOOKS.replace("pages: Int", "rating: Int"),
        shops: "type Query { shops: Int }",
        staff: "type Query { staff: Int }",
      },
      operations: { "all.graphql": "query All { books { rating } shops staff }" },
    });
    expect(findings.map(({ message }) => message)).toEqual(["All: 2 → 3 fetches, 2 → 1 hop"]);
  });

  it("is silent when nothing costs more", async () => {
    expect(await check({ base: MOVED, head: MOVED, operations })).toMatchObject({
      status: "passed",
      summary: "1 operation planned, none costs more",
      findings: [],
      details: { operations: [{ base: { fetches: 2, hops: 2 }, head: { fetches: 2, hops: 2 } }] },
    });
  });
});

describe("An operation that cannot be planned", () => {
  const operations = {
    "both.graphql": "query Pages { books { pages } }\n\nquery Title { books { ...T } }\nfragment T on Book { title }",
  };
  const withoutPages = { books: BOOKS.replace("pages: Int", "") };

  it("is left out at the base when it asks for what is new", async () => {
    expect(await check({ base: withoutPages, head: { books: BOOKS }, operations })).toMatchObject({
      status: "passed",
      summary: "2 operations planned, none costs more, not valid at the base: Pages",
      findings: [],
      details: { operations: [{ base: null, head: { fetches: 1 }, change: null }, { change: "same" }] },
    });
  });

  it("is left out when it asks for what is gone, and the other one of its file is not", async () => {
    expect(await check({ base: { books: BOOKS }, head: withoutPages, operations })).toMatchObject({
      status: "passed",
      summary: "1 operation planned, none costs more, not valid and not planned: Pages",
      findings: [],
      details: { operations: [{ head: null, change: null }, { change: "same" }] },
    });
  });
});

it("An operation is planned with the fragments it uses of other files", async () => {
  const operations = {
    "one.graphql": "query One { books { ...Reviewer } }",
    "reviewer.graphql": "fragment Reviewer on Book { reviewer { name } }",
  };
  const { details } = await check({ head: { books: BOOKS, reviews: REVIEWS, users: USERS }, operations });
  expect(details?.operations).toMatchObject([{ name: "One", head: { fetches: 3, hops: 3 } }]);
});

describe("A limit on hops", () => {
  const operations = {
    "reviewers.graphql": "query Reviewers { books { reviewer { name } } }",
    "titles.graphql": "query Titles { books { title } }",
  };
  const head = { books: BOOKS, reviews: REVIEWS, users: USERS };

  it("fails an operation that exceeds it, without any base", async () => {
    const result = await check({ head, operations, options: { maximumHops: 2 } });
    expect(result.status).toBe("failed");
    expect(result.findings).toMatchObject([
      {
        severity: "error",
        code: "TOO_MANY_HOPS",
        message: "Reviewers: 3 hops, where 2 are allowed.",
        places: [{ file: "reviewers.graphql", line: 1 }],
      },
    ]);
  });

  it("lets pass what reaches it", async () => {
    expect(await check({ head, operations, options: { maximumHops: 3 } })).toMatchObject({
      status: "passed",
      summary: "2 operations planned, no base to compare with",
      findings: [],
    });
  });
});

describe("The step", () => {
  const operations = { "titles.graphql": "query Titles { books { title } }" };

  it.each([
    ["there are no operations", { head: { books: BOOKS } }, "skipped: there are no stored operations"],
    ["nothing composes", { head: null, operations }, "skipped: the subgraphs do not compose"],
  ])("is skipped when %s", async (_why, checkout, summary) => {
    expect(await check(checkout)).toEqual({ status: "skipped", summary, findings: [] });
  });
});
