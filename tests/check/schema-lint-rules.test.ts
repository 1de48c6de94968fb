import { describe, expect, it } from "@jest/globals";
import { lint, listFindings } from "./schema-lint-context.ts";

type Case = readonly [what: string, sdl: string, finding: string];

async function expectFinding(sdl: string, rule: string, position: string): Promise<void> {
  expect(listFindings(await lint({ books: sdl }))).toEqual([`books.graphql:${position} error ${rule}`]);
}

describe("@graphql-eslint/require-description", () => {
  it.each<Case>([
    ["a type", 'type Book {\n  "Its title."\n  title: String\n}', "2:6"],
    ["a field", '"A book."\ntype Book {\n  title: String\n}', "4:3"],
    ["a field with an empty one", '"A book."\ntype Book {\n  ""\n  title: String\n}', "5:3"],
    ["an enum value", '"A shelf."\nenum Shelf {\n  TOP\n}', "4:3"],
    ["an input field", '"A search."\ninput Search {\n  text: String\n}', "4:3"],
    ["a scalar", "scalar Money", "2:8"],
    ["a directive", "directive @slow on FIELD_DEFINITION", "2:12"],
    ["a root field", "type Query {\n  book: String @authenticated\n}", "3:3"],
  ])("finds %s without one", async (_what, sdl, position) => {
    await expectFinding(sdl, "@graphql-eslint/require-description", position);
  });

  it("asks none of root types, arguments and external fields", async () => {
    const sdl = `
      type Query { "A book." book(id: ID!): Book @authenticated }
      "A book." type Book @key(fields: "id") { "Unique." id: ID! title: String @external }`;
    expect(listFindings(await lint({ books: sdl }))).toEqual([]);
  });
});

describe("other rules of graphql-eslint", () => {
  it.each<readonly [what: string, rule: string, sdl: string, position: string]>([
    [
      "a comment for a description",
      "no-hashtag-description",
      '"A."\ntype A {\n  # Not a description.\n  "B."\n  b: Int\n  # One in its place.\n  c: Int\n}',
      "7:3",
    ],
    ["a type in lower case", "naming-convention", '"A."\ntype book { "B." b: Int }', "3:6"],
    ["a field in snake case", "naming-convention", '"A."\ntype Book { "B." page_count: Int }', "3:18"],
    ["an argument in upper case", "naming-convention", '"A."\ntype Book { "B." pages(First: Int): Int }', "3:24"],
    ["an enum value in lower case", "naming-convention", '"A."\nenum Shelf { "B." top }', "3:19"],
    ["a private-looking field", "naming-convention", '"A."\ntype Book { "B." _id: Int }', "3:18"],
    ["enum values that differ in case", "unique-enum-value-names", '"A."\nenum Shelf { "B." TOP "C." TOP }', "3:28"],
    [
      "a deprecation without a reason",
      "require-deprecation-reason",
      '"A."\ntype Book { "B." b: Int @deprecated }',
      "3:26",
    ],
    [
      "a connection without edges",
      "relay-connection-types",
      '"A."\ntype BookConnection { "B." pageInfo: PageInfo! }',
      "3:6",
    ],
    [
      "a connection by another name",
      "relay-connection-types",
      '"A."\ntype Books { "B." edges: Int "C." pageInfo: PageInfo! }',
      "3:6",
    ],
    [
      "a connection field without arguments",
      "relay-arguments",
      '"A."\ntype Shelf { "B." books: BookConnection }',
      "3:19",
    ],
    [
      "a connection field with one of the two",
      "relay-arguments",
      '"A."\ntype Shelf { "B." books(first: Int): BookConnection }',
      "3:19",
    ],
    [
      "a page info that cannot be empty",
      "relay-page-info",
      '"A." type PageInfo { "B." hasNextPage: Boolean! "C." hasPreviousPage: Boolean! "D." startCursor: String\n"E." endCursor: String! }',
      "3:6",
    ],
  ])("find %s (%s)", async (_what, rule, sdl, position) => {
    const found = listFindings(await lint({ books: sdl }));
    expect(found).toContain(`books.graphql:${position} error @graphql-eslint/${rule}`);
  });

  it("accept a connection with nodes beside edges, and an opaque cursor scalar", async () => {
    const sdl = `
      "A cursor." scalar Cursor
      "A book." type Book { "Its title." title: String! @deprecated(reason: "Use name.") }
      "A shelf." type Shelf { "Its books." books(first: Int! = 20, after: Cursor): BookConnection! }
      "A page." type BookConnection { "A." edges: [BookEdge!]! "B." nodes: [Book!]! "C." pageInfo: PageInfo! }
      "A place." type BookEdge { "A." cursor: Cursor! "B." node: Book! }
      "Where it is." type PageInfo @shareable {
        "A." hasNextPage: Boolean! "B." hasPreviousPage: Boolean! "C." startCursor: Cursor "D." endCursor: Cursor
      }`;
    expect(listFindings(await lint({ books: sdl }))).toEqual([]);
  });
});

describe("supergraph/require-access-rule", () => {
  it.each<Case>([
    ["a query", 'type Query {\n  "A."\n  a: Int\n}', "4:3"],
    ["a query in an extension", 'extend type Query {\n  "A."\n  a: Int\n}', "4:3"],
    ["a mutation", 'type Mutation {\n  "A."\n  a: Int!\n}', "4:3"],
    ["a subscription", 'type Subscription {\n  "A."\n  a: Int\n}', "4:3"],
    ["a query under a type-wide rule", 'type Query @authenticated {\n  "A."\n  a: Int\n}', "4:3"],
    ["a query with another tag", 'type Query {\n  "A."\n  a: Int @tag(name: "internal")\n}', "4:3"],
    [
      "a query both public and restricted",
      'type Query {\n  "A."\n  a: Int @tag(name: "public") @authenticated\n}',
      "4:3",
    ],
  ])("finds %s", async (_what, sdl, position) => {
    await expectFinding(sdl, "supergraph/require-access-rule", position);
  });

  it.each([
    "@authenticated",
    '@requiresScopes(scopes: [["a"]])',
    '@policy(policies: [["a"]])',
    '@tag(name: "public")',
    "@inaccessible",
  ])("accepts %s", async (directive) => {
    expect(listFindings(await lint({ books: `type Query { "A." a: Int ${directive} }` }))).toEqual([]);
  });
});

describe("supergraph/bounded-list", () => {
  it.each<Case>([
    ["a list", '"A."\ntype A {\n  "B."\n  b: [Int]\n}', "5:3"],
    ["a non-null list", '"A."\ntype A {\n  "B."\n  b: [Int!]!\n}', "5:3"],
    ["a list in an interface", '"A."\ninterface A {\n  "B."\n  b: [Int]\n}', "5:3"],
    ["a list of no declared size", '"A."\ntype A {\n  "B."\n  b: [Int] @listSize(slicingArguments: [])\n}', "5:3"],
    ["a list in what is a connection by name alone", '"A."\ntype BConnection {\n  "B."\n  b: [Int]\n}', "5:3"],
  ])("finds %s", async (_what, sdl, position) => {
    const result = await lint({ books: sdl });
    expect(listFindings(result)).toContain(`books.graphql:${position} error supergraph/bounded-list`);
  });

  it.each([
    ["an assumed size", '"A." type A { "B." b: [Int] @listSize(assumedSize: 5) }'],
    ["a slicing argument", '"A." type A { "B." b(most: Int!): [Int] @listSize(slicingArguments: ["most"]) }'],
    [
      "a size given by the field before",
      '"A." type A { "B." b: [Int] } "C." type C { "D." d(most: Int!): A @listSize(slicingArguments: ["most"], sizedFields: ["b"]) }',
    ],
    ["an external list", '"A." type A @key(fields: "id") { "B." id: ID! b: [Int] @external }'],
  ])("accepts %s", async (_what, sdl) => {
    expect(listFindings(await lint({ books: sdl }))).toEqual([]);
  });
});

describe("supergraph/mutation-result", () => {
  it.each<Case>([
    ["a nullable scalar", 'type Mutation {\n  "A."\n  a: Boolean @authenticated\n}', "4:3"],
    [
      "a nullable scalar of the schema's own",
      '"A." scalar Void type Mutation {\n  "A."\n  a: Void @authenticated\n}',
      "4:3",
    ],
    ["a nullable enum", '"A." enum E { "B." B } type Mutation {\n  "A."\n  a: E @authenticated\n}', "4:3"],
    [
      "a nullable scalar under another name of the root type",
      'schema { mutation: Changes } type Changes {\n  "A."\n  a: ID @tag(name: "public")\n}',
      "4:3",
    ],
  ])("finds %s", async (_what, sdl, position) => {
    const result = await lint({ books: sdl });
    expect(listFindings(result)).toContain(`books.graphql:${position} error supergraph/mutation-result`);
  });

  it("accepts a non-null scalar and an object", async () => {
    const sdl =
      '"A." type A { "B." b: Int } type Mutation { "A." a: Boolean! @authenticated "B." b: A @authenticated }';
    expect(listFindings(await lint({ books: sdl }))).toEqual([]);
  });
});
