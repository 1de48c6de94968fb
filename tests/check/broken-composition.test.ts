import { describe, expect, it } from "@jest/globals";
import { summarizeFinding } from "./support/check-graph.ts";
import { BYSTANDER, checkEdit, type Replacement } from "./support/schema-edit.ts";

describe("an edit that does not compose", () => {
  it.each<[string, readonly Replacement[], readonly string[], RegExp]>([
    [
      "breaks a @key",
      [["reviews", 'type Review @key(fields: "id")', 'type Review @key(fields: "isbn")']],
      ["error KEY_INVALID_FIELDS reviews.graphql:10 reviews.graphql:10"],
      /^Name fields that the type has/,
    ],
    [
      "gives an entity a @key that the other subgraph does not know",
      [
        [
          "reviews",
          "type Review @key",
          'type Author @key(fields: "pen") {\n  pen: ID!\n  fans: Int\n}\ntype Review @key',
        ],
      ],
      ["error SATISFIABILITY_ERROR reviews.graphql:11", "error SATISFIABILITY_ERROR reviews.graphql:12"],
      /^Give the entity a @key that both subgraphs know/,
    ],
    [
      "names a type that is not there",
      [["reviews", "review(id: ID!): Review", "review(id: ID!): Reveiw"]],
      ["error INVALID_GRAPHQL reviews.graphql:3"],
      /^Correct the SDL/,
    ],
    [
      "is not GraphQL",
      [["books", "type Mutation {", "type Mutation"]],
      ["error INVALID_GRAPHQL books.graphql:10"],
      /^Correct the SDL/,
    ],
    [
      "resolves a field in two subgraphs without @shareable",
      [["reviews", "  rating: Float\n", "  rating: Float\n  pages: Int\n"]],
      ["error INVALID_FIELD_SHARING books.graphql:22 reviews.graphql:9"],
      /@shareable/,
    ],
    [
      "gives one field two types",
      [
        ["books", "  pages: Int\n", "  pages: Int @shareable\n"],
        ["reviews", "  rating: Float\n", "  rating: Float\n  pages: String @shareable\n"],
      ],
      ["error FIELD_TYPE_MISMATCH books.graphql:22 reviews.graphql:9"],
      /^Give the field the same type/,
    ],
    [
      "gives one argument two types",
      [
        ["books", "  cover(size: Int! = 100): String\n", "  cover(size: Int!): String @shareable\n"],
        ["reviews", "  rating: Float\n", "  rating: Float\n  cover(size: String!): String @shareable\n"],
      ],
      ["error FIELD_ARGUMENT_TYPE_MISMATCH books.graphql:26 reviews.graphql:9"],
      /^Give the argument the same type/,
    ],
    [
      "requires an argument in one subgraph only",
      [
        ["books", "  pages: Int\n", "  pages(of: Int!): Int @shareable\n"],
        ["reviews", "  rating: Float\n", "  rating: Float\n  pages: Int @shareable\n"],
      ],
      ["error REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH books.graphql:22"],
      /^Add the argument in every subgraph/,
    ],
    [
      "has one name for two kinds",
      [["reviews", "type Review @key", "enum Author {\n  A\n}\ntype Review @key"]],
      ["error TYPE_KIND_MISMATCH books.graphql:28 reviews.graphql:10"],
      /^Rename one of the types/,
    ],
    [
      "adds a value to an enum that two subgraphs send and receive",
      [
        ["books", "  pages: Int\n", "  pages(as: Format): Int\n"],
        ["reviews", "  stars: Int\n", "  stars: Int\n  format: Format\n"],
        ["reviews", "type Review @key", "enum Format {\n  PAPER\n}\ntype Review @key"],
      ],
      ["error ENUM_VALUE_MISMATCH books.graphql:33 reviews.graphql:10 books.graphql:22 books.graphql:24"],
      /^Add the value in every subgraph/,
    ],
    [
      "hides a type that the API still names",
      [["books", "type Author implements Node @key", "type Author implements Node @inaccessible @key"]],
      ["error REFERENCED_INACCESSIBLE books.graphql:28 books.graphql:25"],
      /^Mark what refers to it @inaccessible/,
    ],
    [
      "hides what clients must give",
      [["books", "input NewBook {\n  title: String!", "input NewBook {\n  title: String! @inaccessible"]],
      ["error REQUIRED_INACCESSIBLE books.graphql:51"],
      /^Make it optional/,
    ],
    [
      "marks a field @external that nobody resolves",
      [["reviews", "  rating: Float\n", '  price: Int @external\n  rating: Float @requires(fields: "price")\n']],
      ["error EXTERNAL_MISSING_ON_BASE reviews.graphql:8"],
      /^Define the field in another subgraph/,
    ],
    [
      "marks a field @external that nothing uses",
      [["reviews", "  rating: Float\n", "  pages: Int @external\n  rating: Float\n"]],
      ["error EXTERNAL_UNUSED reviews.graphql:8"],
      /^Remove the @external field/,
    ],
    [
      "overrides a field from its own subgraph",
      [["books", "  pages: Int\n", '  pages: Int @override(from: "books")\n']],
      ["error OVERRIDE_FROM_SELF_ERROR books.graphql:22"],
      /^Name the subgraph the field comes from/,
    ],
    [
      "adds a field to an interface but not to every type of it",
      [
        [
          "reviews",
          "type Review @key",
          "interface Node {\n  id: ID!\n  stars: Int\n}\ntype Review implements Node @key",
        ],
      ],
      [
        "error INTERFACE_FIELD_NO_IMPLEM reviews.graphql:12 books.graphql:18",
        "error INTERFACE_FIELD_NO_IMPLEM reviews.graphql:12 books.graphql:28",
      ],
      /^Add the field to every type/,
    ],
    [
      "uses a directive that is not imported",
      [["reviews", "  rating: Float\n", "  rating: Float @shared\n"]],
      ["error INVALID_GRAPHQL reviews.graphql:8"],
      /imported by @link/,
    ],
  ])("%s: each error has its code, places and mend, and the other steps say why they skip", async (...row) => {
    const [, replacements, errors, mend] = row;
    const report = await checkEdit(replacements, BYSTANDER);
    expect(report.composition.findings.map(summarizeFinding)).toEqual(errors);
    for (const finding of report.composition.findings) expect(finding.mend).toMatch(mend);
    expect(report.composition.status).toBe("failed");
    for (const skipped of [report.breakingChanges, report.operations]) {
      expect(skipped).toMatchObject({
        status: "skipped",
        summary: "skipped: the subgraphs do not compose",
        findings: [],
      });
    }
  });
});
