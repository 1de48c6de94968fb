import { describe, expect, it } from "@jest/globals";
import { checkGraph } from "./support/check-graph.ts";
import { editSdl, librarySdl } from "./support/library-graph.ts";

const withUnusedEnum = editSdl(librarySdl, "reviews", "type Review @key", "enum Mood {\n  GLAD\n}\ntype Review @key");
const withTwo = editSdl(withUnusedEnum, "books", "interface Titled", "enum Unused {\n  A\n}\ninterface Titled");

describe("the hints of composition", () => {
  it("are warnings with their place, and pass", async () => {
    const { composition } = await checkGraph({ base: librarySdl, head: withUnusedEnum });
    expect(composition).toMatchObject({
      status: "passed",
      summary: "2 subgraphs compose, 1 hint (1 new)",
      details: { subgraphs: 2, errors: 0, hints: 1, newHints: 1 },
    });
    expect(composition.findings).toMatchObject([
      {
        severity: "warning",
        code: "UNUSED_ENUM_TYPE",
        message: expect.stringMatching(/^New since the base: .*"Mood"/),
        mend: "Remove the enum, or use it.",
        places: [{ file: "reviews.graphql", line: 10, subgraph: "reviews" }],
      },
    ]);
  });

  it("are marked as new only when the base did not have them, wherever they stood", async () => {
    const moved = editSdl(withTwo, "reviews", "type Query {", "\n\ntype Query {");
    const { composition } = await checkGraph({ base: withUnusedEnum, head: moved });
    const messages = composition.findings.map(({ message }) => message).sort((a, b) => (a < b ? -1 : 1));
    expect(messages).toEqual([
      expect.stringMatching(/^Enum type "Mood"/),
      expect.stringMatching(/^New since the base: Enum type "Unused"/),
    ]);
    expect(composition.summary).toBe("2 subgraphs compose, 2 hints (1 new)");
  });

  it("are not called new when the base's subgraphs cannot be had", async () => {
    const unknown = { books: "not GraphQL" };
    const { composition } = await checkGraph({ base: unknown, head: withTwo });
    expect(composition.findings.map(({ message }) => message)).not.toContainEqual(expect.stringContaining("New since"));
    expect(composition).toMatchObject({
      summary: "2 subgraphs compose, 2 hints",
      details: { hints: 2, newHints: null },
    });
  });
});
