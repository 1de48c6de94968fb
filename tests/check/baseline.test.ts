import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { formatGithub } from "../../packages/check/report/format-github.ts";
import { formatJson } from "../../packages/check/report/format-json.ts";
import { formatMarkdown } from "../../packages/check/report/format-markdown.ts";
import { formatText } from "../../packages/check/report/format-text.ts";
import { checkFolder, createStranger, listFindings, REVIEWS, USERS } from "./support/stranger.ts";

const RULES = `rules:
  SUPERGRAPH_MISSING: error
  supergraph/bounded-list: error
  supergraph/mutation-result: warning
`;
const FILE = "check-baseline.json";

function createGraph(): string {
  return createStranger({
    "check.yaml": RULES,
    "operations/odd.graphql": "query Odd { users { nickname } }\n",
    "supergraph.graphql": "type Query { old: Int }\n",
  });
}

function read(folder: string): string {
  return readFileSync(join(folder, FILE), "utf8");
}

describe("a baseline", () => {
  it("accepts the findings of today, except those that a command mends", async () => {
    const folder = createGraph();
    const report = await checkFolder(folder, { baseline: true });
    expect(listFindings(report)).toEqual(["freshness error supergraph.graphql:1 SUPERGRAPH_STALE"]);
    expect(report.baseline).toEqual({ accepted: 5, gone: [] });
    expect(JSON.parse(read(folder))).toEqual({
      version: 1,
      findings: [
        {
          step: "operations",
          code: "OPERATION_INVALID",
          file: "operations/odd.graphql",
          message: 'Cannot query field "nickname" on type "User".',
          count: 1,
        },
        ...[
          ["reviews.graphql", "supergraph/bounded-list", "Query.topReviews is a list that may grow without end."],
          ["reviews.graphql", "supergraph/bounded-list", "User.reviews is a list that may grow without end."],
          ["users.graphql", "supergraph/bounded-list", "Query.users is a list that may grow without end."],
          [
            "users.graphql",
            "supergraph/mutation-result",
            "Mutation.rename returns a nullable Boolean, which may say nothing at all.",
          ],
        ].map(([file, code, message]) => ({ step: "schema-lint", code, file, message, count: 1 })),
      ],
    });
    expect((await checkFolder(folder)).baseline).toEqual({ accepted: 5, gone: [] });
  });

  it("reports what is new, wherever the accepted lines have moved", async () => {
    const folder = createGraph();
    await checkFolder(folder, { baseline: true });
    const written = read(folder);
    const moved = REVIEWS.replace("type Query", "# A line\n\n# and another\ntype Query");
    writeFileSync(join(folder, "reviews.graphql"), moved.replace("body: String", "body: String tags: [String]"));
    const report = await checkFolder(folder);
    expect(listFindings(report)).toEqual([
      "freshness error supergraph.graphql:1 SUPERGRAPH_STALE",
      "schema-lint error reviews.graphql:6 supergraph/bounded-list",
    ]);
    writeFileSync(join(folder, "reviews.graphql"), moved);
    await checkFolder(folder, { baseline: true });
    expect(read(folder)).toBe(written);
  });

  it("passes when all findings are accepted, and fails on one more that is alike", async () => {
    const folder = createStranger({ "check.yaml": RULES.replace("error", "off"), "users.graphql": USERS });
    await checkFolder(folder, { baseline: true });
    expect(await checkFolder(folder)).toMatchObject({
      status: "passed",
      baseline: { accepted: 4, gone: [] },
    });
    const file = JSON.parse(read(folder));
    file.findings[0].count = 3;
    writeFileSync(join(folder, FILE), JSON.stringify(file));
    expect((await checkFolder(folder)).baseline).toMatchObject({ accepted: 4, gone: [{ count: 2 }] });
  });

  it("says which accepted findings are gone, until it is written anew", async () => {
    const folder = createGraph();
    await checkFolder(folder, { baseline: true });
    writeFileSync(join(folder, "users.graphql"), USERS.replace("): Boolean", "): Boolean!"));
    const report = await checkFolder(folder);
    const gone = "gone users.graphql supergraph/mutation-result Mutation.rename returns a nullable Boolean";
    expect(formatText(report, { colour: false, findings: true })).toContain(
      `4 findings are accepted by ${FILE}.\n1 finding is gone: --baseline takes what is gone out of the file.\n${gone}`,
    );
    expect(formatMarkdown(report)).toContain("1 finding is gone: ");
    expect(formatGithub(report)).toContain(`::notice title=Baseline::${gone}`);
    expect(JSON.parse(formatJson(report)).baseline).toMatchObject({
      accepted: 4,
      gone: [{ code: "supergraph/mutation-result", file: "users.graphql", count: 1 }],
    });
    expect((await checkFolder(folder, { baseline: true })).baseline).toEqual({ accepted: 4, gone: [] });
  });

  it("does not take the findings of a step that did not run for gone", async () => {
    const folder = createGraph();
    await checkFolder(folder, { baseline: true });
    writeFileSync(join(folder, "check.yaml"), "steps: { schema-lint: off }");
    expect((await checkFolder(folder)).baseline).toEqual({ accepted: 1, gone: [] });
  });

  it("cannot be taken of a graph that does not compose", async () => {
    const folder = createStranger({ "users.graphql": "type Query { a: Nope }" });
    await expect(checkFolder(folder, { baseline: true })).rejects.toThrow(
      /^--baseline accepts the findings of a graph/,
    );
  });

  it.each([
    ["{", /^check-baseline\.json cannot be used: it is not JSON /],
    [
      '{ "version": 2, "findings": [] }',
      /^check-baseline\.json cannot be used: version: .*Write it anew with --baseline\.$/,
    ],
    ['{ "version": 1, "findings": [{ "step": 1 }] }', /cannot be used: findings\.0\.step: /],
  ])("that is damaged is refused: %j", async (text, message) => {
    await expect(checkFolder(createStranger({ [FILE]: text }))).rejects.toThrow(message);
  });
});
