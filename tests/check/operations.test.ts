import { describe, expect, it } from "@jest/globals";
import { loadOperations } from "../../composition/check/operations/load-operations.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { checkGraph, summarizeFinding } from "./support/check-graph.ts";
import { librarySdl } from "./support/library-graph.ts";
import { BYSTANDER, checkEdit } from "./support/schema-edit.ts";

function load(files: Readonly<Record<string, string>>, pattern = "operations/**/*.graphql") {
  return loadOperations(createTemporaryFolder(files), pattern);
}

describe("stored operations", () => {
  it("are all those of every file, in any folder, several to a file", async () => {
    const two = "query One { a }\nmutation Two { b }\nfragment F on T { c }";
    const { operations, problems } = await load({
      "operations/two.graphql": two,
      "operations/deep/er/three.graphql": "subscription Three { c }",
      "operations/notes.md": "not one",
      "elsewhere/four.graphql": "query Four { d }",
    });
    expect(problems).toEqual([]);
    expect(operations).toEqual([
      { name: "Three", file: "operations/deep/er/three.graphql", source: "subscription Three { c }" },
      { name: "One", file: "operations/two.graphql", source: two },
      { name: "Two", file: "operations/two.graphql", source: two },
    ]);
  });

  it("may be absent", async () => {
    expect(await load({})).toEqual({ operations: [], problems: [] });
  });

  it.each([
    [
      "a syntax error",
      { "a.graphql": "query A {\n  a(\n}" },
      ["error OPERATION_SYNTAX_ERROR a.graphql:3"],
      [],
    ],
    ["no name", { "a.graphql": "# mine\n{ a }" }, ["error OPERATION_WITHOUT_NAME a.graphql:2"], []],
    [
      "a name that is taken",
      { "a.graphql": "query A { a }", "b.graphql": "query B { b }\n\nquery A { b }" },
      ["error OPERATION_NAME_TAKEN b.graphql:3"],
      ["a.graphql A", "b.graphql B"],
    ],
    ["only a fragment", { "a.graphql": "fragment F on T { a }" }, ["error OPERATION_MISSING a.graphql"], []],
    ["nothing", { "a.graphql": "# later\n" }, ["error OPERATION_SYNTAX_ERROR a.graphql:2"], []],
  ])("in a file with %s are a finding, and the others still count", async (_what, files, findings, names) => {
    const { operations, problems } = await load({ ...files }, "*.graphql");
    expect(problems.map(summarizeFinding)).toEqual(findings);
    expect(operations.map(({ name, file }) => `${file} ${name}`)).toEqual(names);
  });
});

describe("the operations step", () => {
  it("passes with the number of operations, all valid", async () => {
    const { operations } = await checkEdit([], BYSTANDER);
    expect(operations).toMatchObject({
      status: "passed",
      summary: "1 stored operation, all valid",
      findings: [],
    });
  });

  it("reports what is not valid with its line, once for a fragment that two operations share", async () => {
    const source =
      "query One {\n  book(id: 1) {\n    ...F\n  }\n}\nquery Two {\n  oldest {\n    ...F\n  }\n}\nfragment F on Book {\n  titel\n}";
    const stored = { Same: source };
    const { operations } = await checkGraph({ base: librarySdl, head: librarySdl, operations: stored });
    expect(operations.findings.filter(({ severity }) => severity === "error")).toEqual([
      {
        severity: "error",
        code: "OPERATION_INVALID",
        message: 'Cannot query field "titel" on type "Book". Did you mean "title"?',
        mend: null,
        places: [{ file: "Same.graphql", line: 12, column: 3, subgraph: null }],
      },
    ]);
    expect(operations.summary).toBe("2 stored operations, 1 error, 1 deprecated use");
  });

  it("warns of deprecated fields, arguments, input fields and enum values in use, with the reason", async () => {
    const deprecated = (reason: string) => `@deprecated(reason: "${reason}")`;
    const { operations } = await checkEdit(
      [
        ["books", "deep: Boolean)", `deep: Boolean ${deprecated("Always deep.")})`],
        ["books", "  from: Int\n", `  from: Int ${deprecated("From one.")}\n`],
        ["books", "  PAGES\n", `  PAGES ${deprecated("Too slow.")}\n`],
        ["reviews", "  stars: Int\n", `  stars: Int ${deprecated("Use rating.")}\n`],
      ],
      'query Operation {\n  oldest {\n    id\n  }\n  search(text: "a", deep: true) {\n    __typename\n  }\n  books(sort: PAGES, filter: { range: { from: 1 } }) {\n    id\n  }\n  review(id: 1) {\n    stars\n  }\n}',
    );
    expect(operations.status).toBe("passed");
    expect(operations.summary).toBe("1 stored operation, all valid, 5 deprecated uses");
    expect(operations.findings.map((finding) => `${summarizeFinding(finding)} ${finding.message}`)).toEqual([
      "warning DEPRECATED_IN_USE Operation.graphql:2 The field Query.oldest is deprecated. Use books.",
      'warning DEPRECATED_IN_USE Operation.graphql:5 Field "Query.search" argument "deep" is deprecated. Always deep.',
      'warning DEPRECATED_IN_USE Operation.graphql:8 The enum value "Sort.PAGES" is deprecated. Too slow.',
      "warning DEPRECATED_IN_USE Operation.graphql:8 The input field Range.from is deprecated. From one.",
      "warning DEPRECATED_IN_USE Operation.graphql:12 The field Review.stars is deprecated. Use rating.",
    ]);
  });

  it("says when there are none", async () => {
    const { operations } = await checkGraph({ base: librarySdl, head: librarySdl });
    expect(operations).toMatchObject({ status: "passed", summary: "no stored operations", findings: [] });
  });
});
