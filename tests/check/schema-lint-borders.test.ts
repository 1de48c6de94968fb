import { describe, expect, it } from "@jest/globals";
import { composeForTest as compose } from "../support/supergraph-file.ts";
import { lint, listFindings } from "./schema-lint-context.ts";

const RULE = "supergraph/nullable-across-subgraphs";

const BOOKS = `
  type Query { "A book." book: Book @authenticated }
  "A book." type Book @key(fields: "id") { "Unique." id: ID! "Its title." title: String! }`;

/** The comments subgraph around one line, the third, that is under test. */
const aroundField = (field: string) =>
  `"A." type Comment @key(fields: "id") { "B." id: ID!\n"C."\n${field}\n} "D." type Book @key(fields: "id") { "E." id: ID! }`;
const aroundBookField = (field: string) =>
  `"A book." type Book @key(fields: "id") { "Unique." id: ID!\n"C."\n${field}\n}`;

async function findBorders(schemas: Readonly<Record<string, string>>): Promise<string[]> {
  return listFindings(await lint(schemas)).filter((finding) => finding.endsWith(RULE));
}

describe(RULE, () => {
  it.each([
    ["a reference to another's entity", aroundField("book: Book!")],
    ["a list of another's entities", aroundField("books: [Book!]! @listSize(assumedSize: 3)")],
    ["a union that another's entity is in", `${aroundField("about: Subject!")} "S." union Subject = Book | Comment`],
    ["a field contributed to another's entity", aroundBookField("commentCount: Int!")],
    ["a list contributed to another's entity", aroundBookField("tags: [String]! @listSize(assumedSize: 3)")],
    ["a field taken over from the owner", aroundBookField('title: String! @override(from: "books")')],
    ["a field in an extension", `extend ${aroundBookField("commentCount: Int!").slice('"A book." '.length)}`],
  ])("finds %s", async (_what, comments) => {
    expect(await findBorders({ books: BOOKS, comments })).toEqual([
      expect.stringMatching(/^comments.graphql:4:1 error /),
    ]);
  });

  it.each([
    ["a nullable reference", aroundField("book: Book")],
    ["a list with nullable items", aroundField("books: [Book]! @listSize(assumedSize: 3)")],
    ["a nullable list", aroundField("books: [Book!] @listSize(assumedSize: 3)")],
    ["a reference to an entity of its own", aroundField("answers: Comment!")],
    ["a nullable contribution", aroundBookField("commentCount: Int")],
    ["an external field", aroundBookField("title: String! @external")],
    ["a field that the owner resolves too", aroundBookField("title: String! @shareable")],
    ["a field of a type that is no entity", '"A." type Page { "B."\n"C."\nsize: Int! }'],
  ])("accepts %s", async (_what, comments) => {
    expect(await findBorders({ books: BOOKS, comments })).toEqual([]);
  });

  it("says what would be lost without which subgraph", async () => {
    const { findings } = await lint({ books: BOOKS, comments: aroundField("book: Book!") });
    expect(findings[0]).toMatchObject({
      message:
        "Comment.book leads to Book, an entity of books, and is non-null: without books more than this field is lost.",
      mend: `Make the field nullable, so that the rest of the answer survives. Or silence it: put "# eslint-disable-next-line ${RULE} -- the reason" on the line above.`,
      places: [{ file: "comments.graphql", line: 4, column: 1, subgraph: "comments" }],
    });
  });
});

describe("the owner of an entity", () => {
  const entity = (fields: string) => `"A." type Book @key(fields: "id") { "B." id: ID! ${fields} }`;

  it.each([
    [
      "the subgraph whose root fields lead to it",
      `type Query { "A." book: Book @authenticated } ${entity('"C." c: Int!')}`,
      entity('"D." d: Int! "E." e: Int!'),
    ],
    [
      "the subgraph whose root fields lead to it by a payload",
      `type Mutation { "A." add: Payload @authenticated } "P." type Payload { "B." book: Book } ${entity('"C." c: Int!')}`,
      entity('"D." d: Int! "E." e: Int!'),
    ],
    [
      "the subgraph that does not merely extend it",
      entity('"C." c: Int!'),
      `extend ${entity('"D." d: Int! "E." e: Int!').slice('"A." '.length)}`,
    ],
    [
      "the subgraph that does not hold a mere stub of it",
      entity('"C." c: Int!'),
      entity('"D." d: Int! "E." e: Int!').replace('"id"', '"id", resolvable: false'),
    ],
    ["the subgraph that has most of its fields", entity('"C." c: Int! "F." f: Int!'), entity('"D." d: Int!')],
  ])("is %s", async (_what, owner, other) => {
    const findings = await findBorders({ owner, other });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every((finding) => finding.startsWith("other.graphql"))).toBe(true);
  });

  it("is not the subgraph that only passes through an entity of its own to it", async () => {
    const other = `type Query { "A." note: Note @authenticated } "N." type Note @key(fields: "id") { "B." id: ID! "C." book: Book } ${entity('"D." d: Int!')}`;
    const owner = `type Query { "A." book: Book @authenticated } ${entity('"C." c: Int!')}`;
    expect(await findBorders({ owner, other })).toEqual([expect.stringMatching(/^other/)]);
  });

  it("is nobody on a tie", async () => {
    expect(await findBorders({ one: entity('"C." c: Int!'), two: entity('"D." d: Int!') })).toEqual([]);
  });
});

describe("supergraph/nullable-query-field", () => {
  const find = async (sdl: string, base: string | null = null) => {
    const findings = listFindings(
      await lint({ books: sdl }, base && compose([{ name: "books", url: "http://books", sdl: base }])),
    );
    return findings.filter((finding) => finding.endsWith("supergraph/nullable-query-field"));
  };
  const QUERY =
    'type Query {\n"A."\nbook: Int! @authenticated\n"B."\nshelf: [Int!]! @authenticated\n"C." size: Int @authenticated }';

  it("finds each that is not", async () => {
    expect(await find(QUERY)).toEqual([
      "books.graphql:4:1 error supergraph/nullable-query-field",
      "books.graphql:6:1 error supergraph/nullable-query-field",
    ]);
  });

  it("looks at the type that answers queries, whatever its name", async () => {
    const named = `schema { query: Root } ${QUERY.replace("Query", "Root")}`;
    expect(await find(named)).toHaveLength(2);
  });

  it("leaves alone what clients know already", async () => {
    expect(await find(QUERY, "type Query { book: Int! }")).toEqual([
      "books.graphql:6:1 error supergraph/nullable-query-field",
    ]);
  });

  it("says nothing of mutations and of other types", async () => {
    expect(await find('type Query { "A." a: A } "A." type A { "B." b: Int! } type Mutation { "C." c: Int! }')).toEqual(
      [],
    );
  });
});
