import { describe, expect, it } from "@jest/globals";
import {
  BYSTANDER,
  checkEdit,
  expectComposed,
  listChanges,
  listFindings,
  type Replacement,
} from "./support/schema-edit.ts";

interface DangerousEdit {
  readonly edit: string;
  readonly replacements: readonly Replacement[];
  readonly change: string;
  readonly place: string;
  /** An operation that the change may surprise, and where. */
  readonly used: string;
  readonly line: number;
  /** An operation that touches what changed and will not notice. */
  readonly spared: string;
}

const edits: readonly DangerousEdit[] = [
  {
    edit: "adds a value to an enum that clients receive",
    replacements: [["books", "  AUDIO\n", "  AUDIO\n  SCREEN\n"]],
    change: "ENUM_VALUE_ADDED Format.SCREEN [books]",
    place: "books.graphql:36",
    used: "query Operation {\n  book(id: 1) {\n    format\n  }\n}",
    line: 3,
    spared: "query Operation {\n  book(id: 1) {\n    id\n  }\n}",
  },
  {
    edit: "adds a member to a union",
    replacements: [
      [
        "books",
        "union SearchResult = Book | Author",
        "union SearchResult = Book | Author | Shelf\ntype Shelf { name: String }",
      ],
    ],
    change: "UNION_MEMBER_ADDED SearchResult [books]",
    place: "books.graphql:32",
    used: 'query Operation {\n  search(text: "a") {\n    __typename\n  }\n}',
    line: 2,
    spared: "query Operation {\n  node(id: 1) {\n    id\n  }\n}",
  },
  {
    edit: "adds a type that implements an interface",
    replacements: [["books", "interface Titled", "type Shelf implements Node { id: ID! }\ninterface Titled"]],
    change: "OBJECT_TYPE_INTERFACE_ADDED Shelf [books]",
    place: "books.graphql:15",
    used: "query Operation {\n  node(id: 1) {\n    id\n  }\n}",
    line: 2,
    spared: 'query Operation {\n  search(text: "a") {\n    __typename\n  }\n}',
  },
  {
    edit: "makes a type implement another interface",
    replacements: [
      ["reviews", "type Review @key", "type Review implements Node @key"],
      ["reviews", "type Book @key", "interface Node {\n  id: ID!\n}\ntype Book @key"],
    ],
    change: "OBJECT_TYPE_INTERFACE_ADDED Review [reviews]",
    place: "reviews.graphql:13",
    used: "query Operation {\n  node(id: 1) {\n    ... on Book {\n      title\n    }\n  }\n}",
    line: 2,
    spared: "query Operation {\n  review(id: 1) {\n    id\n  }\n}",
  },
  {
    edit: "changes the default value of an argument",
    replacements: [["books", "first: Int = 20", "first: Int = 50"]],
    change: "FIELD_ARGUMENT_DEFAULT_CHANGED Query.books(first:) [books]",
    place: "books.graphql:4",
    used: "query Operation($first: Int) {\n  books(first: $first) {\n    id\n  }\n}",
    line: 2,
    spared: "query Operation($first: Int = 20) {\n  books(first: $first) {\n    id\n  }\n}",
  },
  {
    edit: "takes the default value from an optional argument",
    replacements: [["books", "first: Int = 20", "first: Int"]],
    change: "FIELD_ARGUMENT_DEFAULT_CHANGED Query.books(first:) [books]",
    place: "books.graphql:4",
    used: "query Operation {\n  books {\n    id\n  }\n}",
    line: 2,
    spared: "query Operation {\n  books(first: 5) {\n    id\n  }\n}",
  },
  {
    edit: "changes the default value of an input field",
    replacements: [["books", "minimum: Int = 0", "minimum: Int = 1"]],
    change: "INPUT_FIELD_DEFAULT_VALUE_CHANGED BookFilter.minimum [books]",
    place: "books.graphql:43",
    used: 'query Operation {\n  books(filter: { title: "A" }) {\n    id\n  }\n}',
    line: 2,
    spared: "query Operation {\n  books(filter: { minimum: 0 }) {\n    id\n  }\n}",
  },
  {
    edit: "adds an argument with a default value",
    replacements: [["books", "deep: Boolean)", "deep: Boolean, limit: Int! = 10)"]],
    change: "FIELD_ARGUMENT_ADDED Query.search(limit:) [books]",
    place: "books.graphql:5",
    used: 'query Operation {\n  search(text: "a") {\n    __typename\n  }\n}',
    line: 2,
    spared: 'query Operation {\n  search(text: "a", limit: 1) {\n    __typename\n  }\n}',
  },
  {
    edit: "adds an input field with a default value",
    replacements: [["books", "  to: Int\n", "  to: Int\n  step: Int = 1\n"]],
    change: "INPUT_FIELD_ADDED Range.step [books]",
    place: "books.graphql:49",
    used: "query Operation($range: Range) {\n  books(filter: { range: $range }) {\n    id\n  }\n}",
    line: 1,
    spared: "query Operation {\n  books(filter: { minimum: 0 }) {\n    id\n  }\n}",
  },
];

describe.each(edits)("an edit that $edit", ({ replacements, change, place, used, line, spared }) => {
  it.each([
    ["nothing", BYSTANDER],
    ["it in a way that will not notice", spared],
  ])("is dangerous and no finding when an operation uses %s", async (_what, operation) => {
    const report = await checkEdit(replacements, operation, true);
    expectComposed(report);
    expect(listChanges(report).filter((listed) => !listed.startsWith("safe "))).toEqual([`dangerous ${change}`]);
    expect(listFindings(report)).toEqual([]);
  });

  it("is a warning at the line of an operation it may surprise, strict or not", async () => {
    const report = await checkEdit(replacements, used, true);
    expect(report.breakingChanges.status).toBe("passed");
    expect(listFindings(report)).toEqual([`warning ${change.split(" ")[0]} ${place} Operation.graphql:${line}`]);
  });
});
