import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { CODES_BY_STEP } from "../../packages/check/rules/known-codes.ts";
import { parseRules } from "../../packages/check/rules/read-rules.ts";
import { OTHER_LINT_CODES } from "../../packages/check/schema-lint/lint-codes.ts";
import { STEPS } from "../../packages/check/steps.ts";
import { SupergraphInputError } from "../../packages/composition/supergraph-input-error.ts";
import { checkFolder, createStranger, listFindings, USERS } from "./support/stranger.ts";

const ENUM = { "users.graphql": `${USERS}enum Role { ADMIN admin }\n` };
const STALE = { "supergraph.graphql": "type Query { a: Int }\n" };

describe("check.yaml", () => {
  it.each<[string, string, string[]]>([
    ["turns a step off", "steps: { freshness: off, schema-lint: off }", []],
    [
      "makes the findings of a step warnings",
      "steps: { freshness: warning, schema-lint: warning }",
      [
        "freshness warning supergraph.graphql:1 SUPERGRAPH_STALE",
        "schema-lint warning users.graphql:5 @graphql-eslint/unique-enum-value-names",
      ],
    ],
    [
      "turns a rule off, and leaves its step",
      "rules: { SUPERGRAPH_STALE: off, '@graphql-eslint/unique-enum-value-names': off }",
      [],
    ],
    [
      "puts a rule's own setting above its step's",
      "steps: { freshness: off, schema-lint: warning }\nrules: { '@graphql-eslint/unique-enum-value-names': error }",
      ["schema-lint error users.graphql:5 @graphql-eslint/unique-enum-value-names"],
    ],
    [
      "turns a rule on that is off by itself",
      "steps: { freshness: off }\nrules: { supergraph/mutation-result: warning, '@graphql-eslint/unique-enum-value-names': off }",
      ["schema-lint warning users.graphql:4 supergraph/mutation-result"],
    ],
    [
      "turns a further rule of graphql-eslint on, with options",
      "steps: { freshness: off }\nrules:\n  '@graphql-eslint/unique-enum-value-names': off\n  '@graphql-eslint/alphabetize': [warning, { values: true }]",
      ["schema-lint warning users.graphql:5 @graphql-eslint/alphabetize"],
    ],
    [
      "gives a rule other options",
      "steps: { freshness: off }\nrules:\n  '@graphql-eslint/unique-enum-value-names': off\n  '@graphql-eslint/naming-convention': [on, { EnumValueDefinition: UPPER_CASE }]",
      ["schema-lint error users.graphql:5 @graphql-eslint/naming-convention"],
    ],
  ])("%s", async (_what, rules, findings) => {
    const folder = createStranger({ ...ENUM, ...STALE, "check.yaml": rules });
    const report = await checkFolder(folder);
    expect(listFindings(report)).toEqual(findings);
    expect(report.status).toBe(findings.some((line) => line.includes(" error ")) ? "failed" : "passed");
  });

  it.each([
    ["", 0],
    ["# Nothing yet.\n", 0],
    ["extends: recommended", 0],
  ])("that says nothing is the preset `recommended`: %j", (text) => {
    expect([...parseRules(text, "check.yaml").steps]).toEqual([
      ["router-limits", "off"],
      ["prisma-agreement", "off"],
    ]);
  });

  it("names every problem with its place and what mends it", () => {
    const text = `extends: strict
steps: { freshnes: off, composition: false }
rules:
  supergraph/bounded-lists: error
  FIELD_REMOVED: [error, {}, {}]
  "@graphql-eslint/naming-convention": [error, { typos: PascalCase }]
  SUPERGRAPH_STALE: [on, { all: true }]
  "@graphql-eslint/alphabetize": error
step: {}
`;
    expect(listProblems(text)).toEqual([
      "rules.yaml:9:1 step is not a known key. Remove it; the keys here are extends, steps, rules.",
      'rules.yaml:1:1 extends is "strict". Make it one of recommended, all.',
      expect.stringMatching(
        /^rules\.yaml:2:10 steps\.freshnes is not a known key\. Remove it; the keys here are composition, /,
      ),
      'rules.yaml:4:3 rules.supergraph/bounded-lists is not a known rule. Did you mean "supergraph/bounded-list"?',
      "rules.yaml:2:25 steps.composition is false. Make it one of on, off, warning, error.",
      "rules.yaml:5:3 The options of FIELD_REMOVED cannot be used: a rule has one set of options. Write them as ESLint has them: [error, { … }].",
      expect.stringMatching(
        /^rules\.yaml:6:3 The options of @graphql-eslint\/naming-convention cannot be used: .*"typos"/,
      ),
      "rules.yaml:7:3 The options of SUPERGRAPH_STALE cannot be used: only rules of graphql-eslint have options. Write them as ESLint has them: [error, { … }].",
      expect.stringMatching(
        /^rules\.yaml:8:3 The options of @graphql-eslint\/alphabetize cannot be used: Value \[\] should NOT have fewer than 1 items\./,
      ),
    ]);
  });

  it.each([
    ["rules: [", /^rules\.yaml:1:9 This is not valid YAML: /],
    ["- off", /^rules\.yaml:1:1 The file must be a mapping, not a list\./],
    ["rules: { NOPE_NOPE_NOPE: off }", /not a known rule\. Name it as findings do: by their code\.$/],
  ])("that is no rules file is refused: %j", (text, problem) => {
    expect(listProblems(text)).toEqual([expect.stringMatching(problem)]);
  });

  it("is named by --rules in its place", async () => {
    const folder = createStranger({
      ...ENUM,
      "check.yaml": "extends: all",
      "mine.yaml": "steps: { schema-lint: off }",
    });
    const run = (rules: string) => checkFolder(folder, {}, null, rules);
    expect(listFindings(await run("mine.yaml"))).toEqual([]);
    await expect(run("none.yaml")).rejects.toThrow("--rules none.yaml cannot be read: no such file or folder.");
  });
});

describe("the rules that a file may name", () => {
  it.each(OTHER_LINT_CODES.map((code) => [code]))("run on any SDL: %s", async (code) => {
    const setting = code.endsWith("/alphabetize") ? "[error, { values: true }]" : "error";
    const folder = createStranger({ "check.yaml": `rules: { '${code}': ${setting} }` });
    const codes = listFindings(await checkFolder(folder)).map((line) => line.split(" ").at(-1));
    expect(codes.filter((found) => found !== code)).toEqual([]);
  });

  it("are those of every step", () => {
    expect(Object.keys(CODES_BY_STEP)).toEqual(STEPS.map(({ name }) => name));
  });

  it("have every code that the check gives a finding", () => {
    const folder = "packages/check";
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const written = sources.flatMap((name) =>
      [...readFileSync(join(folder, name), "utf8").matchAll(/\b(?:code|rule): "([\w-]+)"/g)].map(([, code]) => code),
    );
    const known = [...Object.values(CODES_BY_STEP).flat(), "STEP_BROKEN"];
    expect(written.length).toBeGreaterThan(15);
    expect(written.filter((code) => !known.includes(code ?? ""))).toEqual([]);
  });
});

function listProblems(text: string): string[] {
  try {
    parseRules(text, "rules.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof SupergraphInputError)) throw error;
    return error.problems.map(
      ({ message, mend, places: [place] }) => `${place?.file}:${place?.line}:${place?.column} ${message} ${mend}`,
    );
  }
}
