import { describe, expect, it } from "@jest/globals";
import { checkGraph, summarizeFinding } from "./support/check-graph.ts";
import { editSdl, librarySdl, link } from "./support/library-graph.ts";

const shelvesSdl = `${link}type Query {\n  shelves: Int\n}\ntype Book @key(fields: "id") {\n  id: ID!\n  shelf: String\n}\n`;

describe("a subgraph", () => {
  const { reviews: _gone, ...withoutReviews } = librarySdl;

  it("that goes takes its fields and types with it, and has no file to point at", async () => {
    const { breakingChanges } = await checkGraph({
      base: librarySdl,
      head: withoutReviews,
      operations: { Reviews: "query Reviews {\n  book(id: 1) {\n    title\n    rating\n  }\n}" },
    });
    expect(breakingChanges.status).toBe("failed");
    expect(breakingChanges.findings.map(summarizeFinding)).toEqual([
      "error FIELD_REMOVED Reviews.graphql:4",
      "warning TYPE_REMOVED",
      "warning FIELD_REMOVED",
      "warning FIELD_REMOVED",
    ]);
    expect(breakingChanges.summary).toBe("4 breaking changes (1 in use), 0 dangerous, 0 safe");
  });

  it("that comes is safe, with its name on every change", async () => {
    const { breakingChanges } = await checkGraph({
      base: librarySdl,
      head: { ...librarySdl, shelves: shelvesSdl },
    });
    expect(breakingChanges).toMatchObject({
      status: "passed",
      findings: [],
      details: {
        changes: [
          { coordinate: "Book.shelf", classification: "safe", subgraphs: ["shelves"], usedBy: [] },
          { coordinate: "Query.shelves", classification: "safe", subgraphs: ["shelves"], usedBy: [] },
        ],
      },
    });
  });

  it("that takes a field over owns what becomes of it", async () => {
    const moved = editSdl(
      librarySdl,
      "reviews",
      "  rating: Float\n",
      '  rating: Float\n  pages: Float @override(from: "books")\n',
    );
    const head = editSdl(moved, "books", "  pages: Int\n", "  pages: Float\n");
    const { breakingChanges } = await checkGraph({ base: librarySdl, head });
    expect(breakingChanges.findings.map(summarizeFinding)).toEqual(["warning FIELD_TYPE_CHANGED reviews.graphql:9"]);
  });

  it("shares what it resolves together with another", async () => {
    const shared = editSdl(
      editSdl(librarySdl, "books", "  pages: Int\n", "  pages: Int @shareable\n"),
      "reviews",
      "  rating: Float\n",
      "  pages: Int @shareable\n  rating: Float\n",
    );
    const head = editSdl(
      editSdl(shared, "books", "  pages: Int @shareable\n", "  pages: String @shareable\n"),
      "reviews",
      "  pages: Int @shareable\n",
      "  pages: String @shareable\n",
    );
    const { breakingChanges } = await checkGraph({ base: shared, head });
    expect(breakingChanges.details).toMatchObject({
      changes: [{ coordinate: "Book.pages", subgraphs: ["books", "reviews"] }],
    });
    expect(breakingChanges.findings.map(summarizeFinding)).toEqual([
      "warning FIELD_TYPE_CHANGED books.graphql:22 reviews.graphql:8",
    ]);
  });

  it("does not own what it only needs from another", async () => {
    const needed = '  pages: Int @external\n  heavy: Boolean @requires(fields: "pages")\n  rating: Float\n';
    const base = editSdl(librarySdl, "reviews", "  rating: Float\n", needed);
    const head = editSdl(
      editSdl(base, "reviews", "  pages: Int @external\n", "  pages: Float @external\n"),
      "books",
      "  pages: Int\n",
      "  pages: Float\n",
    );
    const { breakingChanges } = await checkGraph({ base, head });
    expect(breakingChanges.findings.map(summarizeFinding)).toEqual(["warning FIELD_TYPE_CHANGED books.graphql:22"]);
  });

  it("owns the union member that it alone brought", async () => {
    const base = editSdl(librarySdl, "reviews", "type Review @key", "union SearchResult = Review\ntype Review @key");
    const head = editSdl(base, "books", "SearchResult = Book | Author", "SearchResult = Book");
    const { breakingChanges } = await checkGraph({ base, head });
    expect(breakingChanges.details).toMatchObject({
      changes: [{ type: "UNION_MEMBER_REMOVED", coordinate: "SearchResult", subgraphs: ["books"] }],
    });
  });
});
