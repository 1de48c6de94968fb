import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { schemaLintStep } from "../../packages/check/schema-lint/step.ts";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { buildContext, lint, lintUnlinked, listFindings } from "./schema-lint-context.ts";

const LIST = '"A."\ntype A {\n  "B."\n  b: [Int]\n}';

/** A comment of its own line, which is line 5; the list comes on line 6. */
const withComment = (comment: string) => LIST.replace("  b:", `  # ${comment}\n  b:`);

describe("schema lint", () => {
  it("finds nothing in this project", async () => {
    const subgraphs = OWN_SUBGRAPHS.map((name) => {
      const file = `subgraphs/${name}/schema.graphql`;
      return { name, file, sdl: readFileSync(file, "utf8") };
    });
    expect(await schemaLintStep.run(buildContext(subgraphs))).toEqual({
      status: "passed",
      summary: expect.stringMatching(/^no findings in \d+ subgraphs?$/),
      findings: [],
      details: { subgraphs: OWN_SUBGRAPHS.length, silenced: 0 },
    });
  });

  it("fails on a finding, and tells its rule, its place, what to do and how to silence it", async () => {
    expect(await lint({ books: LIST })).toEqual({
      status: "failed",
      summary: "1 finding in 1 subgraph",
      findings: [
        {
          severity: "error",
          code: "supergraph/bounded-list",
          message: "A.b is a list that may grow without end.",
          mend: 'Make it a connection, or declare its bound with @listSize(assumedSize: …) or @listSize(slicingArguments: […]). Or silence it: put "# eslint-disable-next-line supergraph/bounded-list -- the reason" on the line above.',
          places: [{ file: "books.graphql", line: 5, column: 3, subgraph: "books" }],
        },
      ],
      details: { subgraphs: 1, silenced: 0 },
    });
  });

  it("is skipped when no schema can be read", async () => {
    expect(await lint({ books: "type {" })).toMatchObject({ status: "skipped", findings: [] });
  });

  it("looks at the other subgraphs when one cannot be read", async () => {
    const result = await lint({ books: "type {", comments: LIST });
    expect(listFindings(result)).toEqual(["comments.graphql:5:3 error supergraph/bounded-list"]);
  });

  it("orders findings by subgraph and line", async () => {
    const result = await lint({ b: `${LIST} type Query {\n  "A."\n  a: Int\n}`, a: LIST });
    expect(listFindings(result)).toEqual([
      "b.graphql:5:3 error supergraph/bounded-list",
      "b.graphql:8:3 error supergraph/require-access-rule",
      "a.graphql:5:3 error supergraph/bounded-list",
    ]);
  });
});

describe("a comment in the schema", () => {
  it.each([
    ["the next line", withComment("eslint-disable-next-line supergraph/bounded-list -- it has five")],
    ["its own line", LIST.replace("[Int]", "[Int] # eslint-disable-line supergraph/bounded-list")],
    ["the rest of the file", `# eslint-disable supergraph/bounded-list\n${LIST}`],
  ])("silences a rule of this project on %s", async (_where, books) => {
    expect(await lint({ books })).toMatchObject({
      status: "passed",
      summary: "no findings in 1 subgraph, 1 silenced",
      findings: [],
      details: { silenced: 1 },
    });
  });

  it("silences a rule of the library", async () => {
    const books = '# eslint-disable-next-line @graphql-eslint/require-description\ntype A { "B." b: Int }';
    expect(await lint({ books })).toMatchObject({ status: "passed", details: { silenced: 1 } });
  });

  it("silences no other rule", async () => {
    const books = withComment("eslint-disable-next-line supergraph/mutation-result");
    expect(listFindings(await lint({ books }))).toContain("books.graphql:6:3 error supergraph/bounded-list");
  });

  it("warns when it silences nothing", async () => {
    const books = '# eslint-disable-next-line supergraph/bounded-list\n"A." type A { "B." b: Int }';
    expect(await lint({ books })).toMatchObject({
      status: "passed",
      findings: [{ severity: "warning", code: "unused-eslint-disable", mend: "Remove the comment." }],
    });
  });

  it("fails when it names a rule that does not exist", async () => {
    const books = '# eslint-disable-next-line supergraph/bounded-lists\n"A." type A { "B." b: Int }';
    expect(await lint({ books })).toMatchObject({
      status: "failed",
      findings: [{ code: "supergraph/bounded-lists", mend: "Correct the name of the rule in the comment." }],
    });
  });
});

describe("directives of federation", () => {
  const link = (rest: string) => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9"${rest})\n`;
  const field = (directive: string) => `type Query { "A." a: Int ${directive} }`;

  it.each([
    ["imported", link(', import: ["@authenticated"]') + field("@authenticated")],
    [
      "imported under another name",
      link(', import: [{ name: "@authenticated", as: "@signedIn" }]') + field("@signedIn"),
    ],
    ["prefixed", link("") + field("@federation__authenticated")],
    ["prefixed by another name", link(', as: "fed"') + field("@fed__authenticated")],
  ])("are known when %s", async (_how, books) => {
    expect(listFindings(await lintUnlinked({ books }))).toEqual([]);
  });

  it.each([
    ["not imported", link("") + field("@authenticated")],
    ["of a schema without a link", field("@authenticated")],
    [
      "imported under the name of another",
      link(', import: [{ name: "@shareable", as: "@authenticated" }]') + field("@authenticated"),
    ],
  ])("are not taken for what they are called when %s", async (_how, books) => {
    expect(listFindings(await lintUnlinked({ books }))).toEqual([
      expect.stringMatching(/error supergraph\/require-access-rule$/),
    ]);
  });
});
