import { describe, expect, it } from "@jest/globals";
import { checkEdit, expectComposed, listChanges, listFindings, type Replacement } from "./support/schema-edit.ts";

/** An operation with something of everything. */
const EVERYTHING = `query Operation($filter: BookFilter, $deep: Boolean) {
  book(id: 1) { id title subtitle pages tags format cover author { id name } rating reviews { id body stars } }
  books(filter: $filter, sort: PAGES) { id }
  search(text: "a", deep: $deep) { __typename ... on Author { name } }
  node(id: 1) { id ... on Book { title } }
  review(id: 1) { book { title } }
}`;

describe("an edit that breaks nobody", () => {
  it.each<[string, readonly Replacement[], readonly string[]]>([
    [
      "adds a field",
      [["books", "  pages: Int\n", "  pages: Int\n  isbn: String\n"]],
      ["safe FIELD_ADDED Book.isbn [books]"],
    ],
    [
      "adds a type, whose fields go without saying",
      [
        [
          "books",
          "interface Titled",
          'type Shelf {\n  name: String\n  size(unit: String = "m"): Int\n}\ninterface Titled',
        ],
      ],
      ["safe TYPE_ADDED Shelf [books]"],
    ],
    [
      "adds an optional argument",
      [["books", "deep: Boolean)", "deep: Boolean, limit: Int)"]],
      ["safe FIELD_ARGUMENT_ADDED Query.search(limit:) [books]"],
    ],
    [
      "adds an optional input field",
      [["books", "  to: Int\n", "  to: Int\n  step: Int\n"]],
      ["safe INPUT_FIELD_ADDED Range.step [books]"],
    ],
    [
      "makes a nullable field non-null",
      [["reviews", "  stars: Int\n", "  stars: Int!\n"]],
      ["safe FIELD_TYPE_CHANGED Review.stars [reviews]"],
    ],
    [
      "makes a required argument optional",
      [["books", "search(text: String!,", "search(text: String,"]],
      ["safe FIELD_ARGUMENT_TYPE_CHANGED Query.search(text:) [books]"],
    ],
    [
      "makes a required input field optional",
      [["books", "input NewBook {\n  title: String!", "input NewBook {\n  title: String"]],
      ["safe INPUT_FIELD_TYPE_CHANGED NewBook.title [books]"],
    ],
    [
      "adds a value to an enum that clients only send",
      [["books", "  PAGES\n", "  PAGES\n  AGE\n"]],
      ["safe ENUM_VALUE_ADDED Sort.AGE [books]"],
    ],
    [
      "describes a field",
      [["reviews", "  stars: Int\n", '  "One to five."\n  stars: Int\n']],
      ["safe FIELD_DESCRIPTION_ADDED Review.stars [reviews]"],
    ],
    [
      "takes back a deprecation",
      [["books", ' @deprecated(reason: "Use books.")', ""]],
      ["safe FIELD_DEPRECATION_REMOVED Query.oldest [books]"],
    ],
    [
      "makes types join a new interface",
      [
        [
          "books",
          "type Author implements Node @key",
          "interface Named {\n  name: String!\n}\ntype Author implements Node & Named @key",
        ],
      ],
      ["safe TYPE_ADDED Named [books]"],
    ],
    [
      "moves a field to another subgraph with @override",
      [["reviews", "  rating: Float\n", '  rating: Float\n  pages: Int @override(from: "books")\n']],
      [],
    ],
    [
      "resolves a field in two subgraphs",
      [
        ["books", "  pages: Int\n", "  pages: Int @shareable\n"],
        ["reviews", "  rating: Float\n", "  rating: Float\n  pages: Int @shareable\n"],
      ],
      [],
    ],
    [
      "gives an entity a second @key",
      [["books", "type Author implements Node @key", 'type Author implements Node @key(fields: "name") @key']],
      [],
    ],
    [
      "adds a field that is @inaccessible",
      [["books", "  pages: Int\n", "  pages: Int\n  isbn: String @inaccessible\n"]],
      [],
    ],
    [
      "writes a type's fields in another order",
      [["reviews", "  body: String!\n  stars: Int\n", "  stars: Int\n  body: String!\n"]],
      [],
    ],
  ])("%s", async (_edit, replacements, changes) => {
    const report = await checkEdit(replacements, EVERYTHING, true);
    expectComposed(report);
    expect(listChanges(report).sort((a, b) => (a < b ? -1 : 1))).toEqual(changes);
    expect(listFindings(report)).toEqual([]);
    expect([report.breakingChanges.status, report.operations.status]).toEqual(["passed", "passed"]);
  });
});
