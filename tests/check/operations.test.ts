import { describe, expect, it } from "@jest/globals";
import { print } from "graphql";
import { loadOperations } from "../../packages/check/operations/load-operations.ts";
import { locateNode } from "../../packages/server/stored-operations/operation-fault.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { checkGraph, summarizeFinding } from "./support/check-graph.ts";
import { editSdl, librarySdl } from "./support/library-graph.ts";
import { BYSTANDER, checkEdit } from "./support/schema-edit.ts";

function load(files: Readonly<Record<string, string>>, pattern = "operations/**/*.graphql") {
  return loadOperations(createTemporaryFolder(files), pattern);
}

describe("stored operations", () => {
  it("are all those of every file, in any folder, several to a file", async () => {
    const two = "query One { a }\nmutation Two { b }";
    const { operations, problems } = await load({
      "operations/two.graphql": two,
      "operations/deep/er/three.graphql": "subscription Three { c }",
      "operations/notes.md": "not one",
      "elsewhere/four.graphql": "query Four { d }",
    });
    expect(problems).toEqual([]);
    expect(operations.map(({ name, file, document }) => [name, file, print(document)])).toEqual([
      ["Three", "operations/deep/er/three.graphql", "subscription Three {\n  c\n}"],
      ["One", "operations/two.graphql", "query One {\n  a\n}"],
      ["Two", "operations/two.graphql", "mutation Two {\n  b\n}"],
    ]);
  });

  it("may be absent", async () => {
    expect(await load({})).toEqual({ operations: [], problems: [] });
  });

  it.each([
    ["a syntax error", { "a.graphql": "query A {\n  a(\n}" }, ["error OPERATION_SYNTAX_ERROR a.graphql:3"], []],
    ["no name", { "a.graphql": "# mine\n{ a }" }, ["error OPERATION_WITHOUT_NAME a.graphql:2"], []],
    [
      "a name that is taken",
      { "a.graphql": "query A { a }", "b.graphql": "query B { b }\n\nquery A { b }" },
      ["error OPERATION_NAME_TAKEN b.graphql:3"],
      ["a.graphql A", "b.graphql B"],
    ],
    [
      "a fragment that nothing uses",
      { "a.graphql": "query A { a }\nfragment F on T { a }" },
      ["warning FRAGMENT_UNUSED a.graphql:2"],
      ["a.graphql A"],
    ],
    [
      "a part of a schema",
      { "a.graphql": "query A { a }\nextend type T { b: Int }" },
      ["error OPERATION_INVALID a.graphql:2"],
      ["a.graphql A"],
    ],
    ["nothing", { "a.graphql": "# later\n" }, ["error OPERATION_SYNTAX_ERROR a.graphql:2"], []],
  ])("in a file with %s are a finding, and the others still count", async (_what, files, findings, names) => {
    const { operations, problems } = await load({ ...files }, "*.graphql");
    expect(problems.map(summarizeFinding)).toEqual(findings);
    expect(operations.map(({ name, file }) => `${file} ${name}`)).toEqual(names);
  });
});

/** The names of the definitions of one operation's document, each with its file. */
async function listDefinitions(files: Readonly<Record<string, string>>, pattern?: string) {
  const { operations, problems } = await load(files, pattern);
  const [first] = operations;
  const definitions = first?.document.definitions.map((node) => `${locateNode(node).file} ${print(node)}`) ?? [];
  return {
    definitions: definitions.map((text) => text.split(" ").slice(0, 3).join(" ")),
    findings: problems.map(summarizeFinding),
  };
}

describe("the fragments of an operation", () => {
  const OPERATION = "query A { a { ...F } }";

  it("are found in any file, at any depth, and through one another", async () => {
    expect(
      await listDefinitions({
        "operations/a.graphql": OPERATION,
        "operations/parts/f.graphql": "fragment F on T { ...G }",
        "operations/b.graphql": "query B { b { ...G } }\nfragment G on T { c }",
      }),
    ).toEqual({
      definitions: [
        "operations/a.graphql query A",
        "operations/parts/f.graphql fragment F",
        "operations/b.graphql fragment G",
      ],
      findings: [],
    });
  });

  it("are those of the operation's own file before those of others", async () => {
    expect(
      await listDefinitions({
        "operations/a.graphql": `${OPERATION}\nfragment F on T { b }`,
        "operations/b.graphql": "query B { b { ...F } }\nfragment F on T { c }",
      }),
    ).toEqual({
      definitions: ["operations/a.graphql query A", "operations/a.graphql fragment F"],
      findings: [],
    });
  });

  it.each([
    '#import "./parts/f.fragment"',
    "# import './parts/f.fragment'",
    "# import F, G from '../operations/parts/f.fragment';",
    '#import * from "parts/f.fragment"',
    '# A comment.\n\n#import "./parts/all.fragment"',
  ])("are those that its file imports, of files with other endings too: %s", async (comment) => {
    expect(
      await listDefinitions({
        "operations/a.graphql": `${comment}\n${OPERATION}`,
        "operations/b.graphql": "query B { b { ...F } }\nfragment F on T { c }",
        // Two files may import each other.
        "operations/parts/f.fragment": '#import "./all.fragment"\nfragment F on T { d }\nquery Other { o }',
        "operations/parts/all.fragment": '#import "./f.fragment"\nfragment Unused on T { d }',
      }),
    ).toEqual({
      definitions: ["operations/a.graphql query A", "operations/parts/f.fragment fragment F"],
      findings: [],
    });
  });

  it("are no import's where a comment only speaks of one", async () => {
    const comment = '# import all the "books"\n# The import "./gone.graphql" is no more.\n#import';
    expect(await load({ "operations/a.graphql": `${comment}\nquery A { a }` })).toMatchObject({
      problems: [],
    });
  });

  it.each<[what: string, files: Readonly<Record<string, string>>, findings: readonly string[]]>([
    ["is nowhere", {}, ["error FRAGMENT_NOT_FOUND operations/a.graphql:2"]],
    [
      "is in a file that is not imported, outside the pattern",
      { "operations/f.fragment": "fragment F on T { b }" },
      ["error FRAGMENT_NOT_FOUND operations/a.graphql:2"],
    ],
    [
      "is in two other files",
      {
        "operations/b.graphql": "query B { b { ...F } }\nfragment F on T { c }",
        "operations/c.graphql": "query C { c { ...F } }\nfragment F on T { d }",
      },
      ["error FRAGMENT_AMBIGUOUS operations/a.graphql:2"],
    ],
    [
      "is spread by files that mean two by it",
      {
        "operations/b.graphql": "fragment F on T { ...G ...H }\nfragment H on T { h }",
        "operations/g.graphql": "fragment G on T {\n  ...H\n}\nfragment H on T { h }",
      },
      ["error FRAGMENT_AMBIGUOUS operations/b.graphql:1"],
    ],
    [
      "spreads itself",
      { "operations/b.graphql": "fragment F on T {\n  ...F\n}" },
      ["error FRAGMENT_CYCLE operations/b.graphql:2"],
    ],
    [
      "spreads itself through another of another file",
      {
        "operations/b.graphql": "fragment F on T {\n  ...G\n}",
        "operations/g.graphql": "fragment G on T {\n\n  ...F\n}",
      },
      ["error FRAGMENT_CYCLE operations/g.graphql:3"],
    ],
  ])("leave it out where one %s, which is a finding with its place", async (_what, files, findings) => {
    const operation = "query A { a {\n  ...F } }\nquery Again { a {\n  b } }";
    const { operations, problems } = await load({ "operations/a.graphql": operation, ...files });
    expect(problems.map(summarizeFinding)).toEqual(findings);
    expect(operations.map(({ name }) => name)).not.toContain("A");
    expect(operations.map(({ name }) => name)).toContain("Again");
  });

  it.each([
    ["../outside.graphql", "FRAGMENT_IMPORT_OUTSIDE"],
    ["./parts/../../outside.graphql", "FRAGMENT_IMPORT_OUTSIDE"],
    ["/etc/passwd", "FRAGMENT_IMPORT_OUTSIDE"],
    ["./gone.graphql", "FRAGMENT_IMPORT_NOT_READ"],
    ["./", "FRAGMENT_IMPORT_NOT_READ"],
  ])("are not imported from %s, which is told with the comment's line", async (path, code) => {
    const { operations, problems } = await load({
      "operations/a.graphql": `# Mine.\n#import "${path}"\nquery A { a }`,
      "outside.graphql": "fragment F on T { a }",
    });
    expect(problems.map(summarizeFinding)).toEqual([`error ${code} operations/a.graphql:2`]);
    expect(problems[0]?.message).toContain(`"${path}"`);
    expect(operations).toHaveLength(1);
  });

  it("are reported by name in a syntax error of the imported file", async () => {
    const { problems } = await load({
      "operations/a.graphql": '#import "./f.fragment"\nquery A { a }',
      "operations/f.fragment": "fragment F on T {\n  a(\n}",
    });
    expect(problems.map(summarizeFinding)).toEqual(["error OPERATION_SYNTAX_ERROR operations/f.fragment:3"]);
  });

  it("count as use: a change breaks the fragment's line, in its own file", async () => {
    const { breakingChanges, operations } = await checkGraph({
      base: librarySdl,
      head: editSdl(librarySdl, "books", "  pages: Int\n", ""),
      operations: {
        One: "query One { books { ...Length } }",
        Two: "query Two { book(id: 1) { ...Length } }",
        Length: "fragment Length on Book {\n  pages\n}",
      },
    });
    expect(breakingChanges.findings.map(summarizeFinding)).toEqual([
      "error FIELD_REMOVED books.graphql:18 Length.graphql:2",
    ]);
    expect(breakingChanges.findings[0]?.message).toContain("It breaks One, Two.");
    expect(operations.findings.map(summarizeFinding)).toEqual(["error OPERATION_INVALID Length.graphql:2"]);
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

  it("knows @defer, and the router's rules for it", async () => {
    const later = (label: string) => `... @defer(label: "${label}") { title }`;
    const { operations } = await checkGraph({
      base: librarySdl,
      head: librarySdl,
      operations: {
        Good: `query Good { book(id: 1) { ${later("a")} ${later("b")} } }`,
        Bad: `query Bad { book(id: 1) {\n${later("a")} ${later("a")} } }`,
      },
    });
    expect(operations.findings.map(summarizeFinding)).toEqual(["error OPERATION_INVALID Bad.graphql:2"]);
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

  it.each([
    [
      "of a kind that the schema lacks",
      "\n\nsubscription A { b }",
      "The schema has no root type for this operation.",
      3,
    ],
    [
      "whose root a variable may empty",
      "subscription A($b: Boolean!) {\n  added @include(if: $b)\n}",
      "At the root of a subscription, @skip and @include may not depend on a variable.",
      2,
    ],
  ])("reports an operation %s, which GraphQL.js does not", async (_what, source, message, line) => {
    const head = line === 2 ? { ...librarySdl, live: "type Subscription { added: Int }" } : librarySdl;
    const { operations } = await checkGraph({ base: librarySdl, head, operations: { A: source } });
    expect(operations.findings).toEqual([
      expect.objectContaining({ severity: "error", code: "OPERATION_INVALID", message }),
    ]);
    expect(operations.findings[0]?.places).toMatchObject([{ file: "A.graphql", line }]);
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
