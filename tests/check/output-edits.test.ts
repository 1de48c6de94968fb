import { describe, expect, it } from "@jest/globals";
import { testBreakingEdits } from "./support/breaking-edit.ts";
import { checkEdit, listFindings, type Replacement } from "./support/schema-edit.ts";

testBreakingEdits([
  {
    edit: "removes a field",
    replacements: [["books", "  subtitle: String\n  pages", "  pages"]],
    changes: ["FIELD_REMOVED Book.subtitle [books]"],
    places: ["books.graphql:18"],
    used: "query Operation {\n  book(id: 1) {\n    id\n    sub: subtitle\n  }\n}",
    lines: [[4]],
    spared: "query Operation {\n  book(id: 1) {\n    title\n  }\n}",
  },
  {
    edit: "removes a field used in a fragment, twice",
    replacements: [["reviews", "  stars: Int\n", ""]],
    changes: ["FIELD_REMOVED Review.stars [reviews]"],
    places: ["reviews.graphql:10"],
    used: "query Operation {\n  review(id: 1) {\n    ...Stars\n    stars\n  }\n}\nfragment Stars on Review {\n  stars\n}",
    lines: [[4, 8]],
  },
  {
    edit: "removes a deprecated field",
    replacements: [["books", '  oldest: Book @deprecated(reason: "Use books.")\n', ""]],
    changes: ["FIELD_REMOVED Query.oldest [books]"],
    places: ["books.graphql:2"],
    used: "query Operation {\n  oldest {\n    id\n  }\n}",
    lines: [[2]],
  },
  {
    edit: "hides a field with @inaccessible",
    replacements: [["books", "  pages: Int\n", "  pages: Int @inaccessible\n"]],
    changes: ["FIELD_REMOVED Book.pages [books]"],
    places: ["books.graphql:22"],
    used: "query Operation {\n  book(id: 1) {\n    pages\n  }\n}",
    lines: [[3]],
  },
  {
    edit: "renames a field",
    replacements: [["books", "  pages: Int\n", "  pageCount: Int\n"]],
    changes: ["FIELD_REMOVED Book.pages [books]"],
    places: ["books.graphql:18"],
    used: "query Operation {\n  book(id: 1) {\n    pages\n  }\n}",
    lines: [[3]],
  },
  {
    edit: "makes a non-null field nullable",
    replacements: [["reviews", "  body: String!\n", "  body: String\n"]],
    changes: ["FIELD_TYPE_CHANGED Review.body [reviews]"],
    places: ["reviews.graphql:12"],
    used: "query Operation {\n  review(id: 1) {\n    body\n  }\n}",
    lines: [[3]],
    spared: "query Operation {\n  review(id: 1) {\n    stars\n  }\n}",
  },
  {
    edit: "makes the items of a list nullable",
    replacements: [["books", "  tags: [String!]!\n", "  tags: [String]!\n"]],
    changes: ["FIELD_TYPE_CHANGED Book.tags [books]"],
    places: ["books.graphql:23"],
    used: "query Operation {\n  book(id: 1) {\n    tags\n  }\n}",
    lines: [[3]],
  },
  {
    edit: "changes a field's type",
    replacements: [["reviews", "  rating: Float\n", "  rating: String\n"]],
    changes: ["FIELD_TYPE_CHANGED Book.rating [reviews]"],
    places: ["reviews.graphql:8"],
    used: "query Operation {\n  book(id: 1) {\n    rating\n  }\n}",
    lines: [[3]],
  },
  {
    edit: "makes a list of a single value",
    replacements: [["books", "  author: Author\n", "  author: [Author]\n"]],
    changes: ["FIELD_TYPE_CHANGED Book.author [books]"],
    places: ["books.graphql:25"],
    used: "query Operation {\n  book(id: 1) {\n    author {\n      name\n    }\n  }\n}",
    lines: [[3]],
  },
  {
    edit: "removes an interface from a type",
    replacements: [["books", "type Book implements Node & Titled", "type Book implements Titled"]],
    changes: ["OBJECT_TYPE_INTERFACE_REMOVED Book [books]"],
    places: ["books.graphql:18"],
    used: "query Operation {\n  node(id: 1) {\n    id\n    ... on Book {\n      title\n    }\n  }\n}",
    lines: [[4]],
    spared: "query Operation {\n  node(id: 1) {\n    id\n    ... on Author {\n      name\n    }\n  }\n}",
  },
  {
    edit: "takes a type out of an interface that is spread in a union",
    replacements: [["books", "type Author implements Node @key", "type Author @key"]],
    changes: ["OBJECT_TYPE_INTERFACE_REMOVED Author [books]"],
    places: ["books.graphql:28"],
    used: 'query Operation {\n  search(text: "a") {\n    ... on Node {\n      id\n    }\n  }\n}',
    lines: [[3]],
    spared: 'query Operation {\n  search(text: "a") {\n    ... on Author {\n      id\n    }\n  }\n}',
  },
  {
    edit: "removes an interface",
    replacements: [
      ["books", "interface Titled {\n  title: String!\n}\n", ""],
      ["books", "implements Node & Titled", "implements Node"],
    ],
    changes: ["TYPE_REMOVED Titled [books]", "OBJECT_TYPE_INTERFACE_REMOVED Book [books]"],
    places: ["books.graphql", "books.graphql:15"],
    used: "query Operation {\n  book(id: 1) {\n    ... on Titled {\n      title\n    }\n  }\n}",
    lines: [[3], []],
  },
  {
    edit: "removes a member from a union",
    replacements: [["books", "union SearchResult = Book | Author", "union SearchResult = Author"]],
    changes: ["UNION_MEMBER_REMOVED SearchResult [books]"],
    places: ["books.graphql:32"],
    used: 'query Operation {\n  search(text: "a") {\n    __typename\n    ...Found\n  }\n}\nfragment Found on Book {\n  title\n}',
    lines: [[4]],
    spared: 'query Operation {\n  search(text: "a") {\n    __typename\n    ... on Author {\n      name\n    }\n  }\n}',
  },
  {
    edit: "renames a type",
    replacements: [
      ["reviews", "review(id: ID!): Review", "review(id: ID!): Opinion"],
      ["reviews", "[Review!]!", "[Opinion!]!"],
      ["reviews", "type Review @key", "type Opinion @key"],
    ],
    changes: [
      "TYPE_REMOVED Review [reviews]",
      "FIELD_TYPE_CHANGED Book.reviews [reviews]",
      "FIELD_TYPE_CHANGED Query.review [reviews]",
    ],
    places: ["reviews.graphql", "reviews.graphql:7", "reviews.graphql:3"],
    used: "query Operation {\n  book(id: 1) {\n    reviews {\n      ... on Review {\n        body\n      }\n    }\n  }\n}",
    lines: [[3, 4], [3], []],
    spared: "query Operation {\n  book(id: 1) {\n    title\n  }\n}",
  },
  {
    edit: "removes every mutation",
    replacements: [["books", "type Mutation {\n  addBook(input: NewBook!): Book\n}\n", ""]],
    changes: ["TYPE_REMOVED Mutation [books]"],
    places: ["books.graphql"],
    used: 'mutation Operation {\n  addBook(input: { title: "A" }) {\n    id\n  }\n}',
    lines: [[2]],
  },
  {
    edit: "turns an enum into a scalar",
    replacements: [["books", "enum Format {\n  PAPER\n  AUDIO\n}\n", "scalar Format\n"]],
    changes: ["TYPE_KIND_CHANGED Format [books]"],
    places: ["books.graphql:33"],
    used: "query Operation {\n  book(id: 1) {\n    format\n  }\n}",
    lines: [[3]],
  },
  {
    edit: "removes a value from an enum that clients only receive",
    replacements: [["books", "  AUDIO\n", ""]],
    changes: ["ENUM_VALUE_REMOVED Format.AUDIO [books]"],
    places: ["books.graphql:33"],
    used: "query Operation {\n  book(id: 1) {\n    format\n  }\n}",
    lines: [[]],
  },
]);

describe("a break that its line accepts", () => {
  const USED = "query Operation {\n  book(id: 1) {\n    pages\n  }\n}";
  const edit = (comment: string): Replacement[] => [["books", "  pages: Int\n", `  pages: String ${comment}\n`]];

  it("is a warning that says why", async () => {
    const report = await checkEdit(edit("# accept-break FIELD_TYPE_CHANGED -- no client counts them"), USED);
    expect(report.breakingChanges).toMatchObject({
      status: "passed",
      findings: [
        {
          severity: "warning",
          mend: null,
          message: expect.stringMatching(/It breaks Operation\. Accepted: no client counts them$/),
        },
      ],
    });
  });

  it.each([
    ["of another kind", "# accept-break FIELD_REMOVED -- no client counts them"],
    ["without a reason", "# accept-break FIELD_TYPE_CHANGED --"],
    ["in no comment of its own form", "# FIELD_TYPE_CHANGED is accepted"],
  ])("stays an error where the comment is one %s", async (_what, comment) => {
    const report = await checkEdit(edit(comment), USED);
    expect(report.breakingChanges).toMatchObject({
      status: "failed",
      findings: [{ mend: expect.stringContaining('put "# accept-break FIELD_TYPE_CHANGED -- the reason"') }],
    });
    expect(listFindings(report)).toHaveLength(1);
  });
});
