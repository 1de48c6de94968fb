import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { checkFolder, createStranger, listFindings, REVIEWS, USERS } from "./support/stranger.ts";

describe("two subgraphs of somebody else, without any file of the check's,", () => {
  it("have no findings, and one line for each step", async () => {
    const folder = createStranger();
    const report = await checkFolder(folder);
    expect(listFindings(report)).toEqual([]);
    expect(report.status).toBe("passed");
    const noGit = expect.stringMatching(/^skipped: there is no git history /);
    expect(report.steps.map(({ name, status, summary }) => [name, status, summary])).toEqual([
      ["composition", "passed", "2 subgraphs compose, no hints"],
      ["freshness", "skipped", "skipped: there is no supergraph.graphql"],
      ["breaking-changes", "skipped", noGit],
      ["operations", "passed", "no stored operations"],
      ["query-plans", "skipped", "skipped: there are no stored operations"],
      ["router-limits", "skipped", "off"],
      ["access-map", "skipped", "skipped: there is no access.json; `npm run check -- --update` writes one"],
      ["prisma-agreement", "skipped", "off"],
      ["schema-lint", "passed", "no findings in 2 subgraphs"],
    ]);
    expect(readdirSync(folder).sort()).toEqual(["reviews.graphql", "supergraph.yaml", "users.graphql"]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      "a type that is unknown",
      { "users.graphql": USERS.replace("[User!]!", "[Users!]!") },
      ["composition error users.graphql:2 INVALID_GRAPHQL"],
    ],
    [
      "a field of both",
      { "reviews.graphql": REVIEWS.replace("reviews: [", "Name: String! reviews: [") },
      ["composition error reviews.graphql:4 INVALID_FIELD_SHARING"],
    ],
    [
      "enum values that differ by case alone",
      { "users.graphql": `${USERS}enum Role { ADMIN admin }\n` },
      ["schema-lint error users.graphql:5 @graphql-eslint/unique-enum-value-names"],
    ],
    [
      "a description that is another one in each",
      {
        "users.graphql": USERS.replace("type User", '"A person." type User'),
        "reviews.graphql": REVIEWS.replace("type User", '"A reader." type User'),
      },
      ["composition warning reviews.graphql:4 INCONSISTENT_DESCRIPTION"],
    ],
    [
      "an operation that is not valid",
      { "operations/names.graphql": "query Names { users { nickname } }" },
      ["operations error operations/names.graphql:1 OPERATION_INVALID"],
    ],
    [
      "a supergraph that is out of date",
      { "supergraph.graphql": "type Query { a: Int }\n" },
      ["freshness error supergraph.graphql:1 SUPERGRAPH_STALE"],
    ],
  ])("have the one fault that is in them: %s", async (_what, files, findings) => {
    const report = await checkFolder(createStranger(files));
    expect(listFindings(report)).toEqual(findings);
    expect(report.status).toBe(findings.some((line) => line.includes(" error ")) ? "failed" : "passed");
  });

  it("may have comments for another linter", async () => {
    const comment = "# eslint-disable-next-line their-plugin/rule, @graphql-eslint/require-description\n";
    expect(listFindings(await checkFolder(createStranger({ "users.graphql": comment + USERS })))).toEqual([]);
  });

  it("have the findings of every rule under the preset `all`", async () => {
    const report = await checkFolder(createStranger({ "check.yaml": "extends: all\n" }));
    const codes = new Set(report.steps.flatMap(({ findings }) => findings.map(({ code }) => code)));
    expect([...codes].toSorted()).toEqual([
      "@graphql-eslint/naming-convention",
      "@graphql-eslint/require-deprecation-reason",
      "@graphql-eslint/require-description",
      "ACCESS_MAP_MISSING",
      "SUPERGRAPH_MISSING",
      "supergraph/bounded-list",
      "supergraph/mutation-result",
      "supergraph/nullable-across-subgraphs",
      "supergraph/nullable-query-field",
      "supergraph/require-access-rule",
    ]);
  });
});

describe("a change of such a graph", () => {
  const RENAMED = { "users.graphql": USERS.replace("Name: String!", "FullName: String!") };
  const operation = { "operations/ids.graphql": "query Ids { users { id } }" };

  it.each([
    ["an error, as no operation tells whether clients use it", {}, "error"],
    ["a warning, when there are operations and none uses it", operation, "warning"],
  ])("that breaks clients is %s", async (_what, files, severity) => {
    const folder = createStranger({ ...RENAMED, ...files, "base.graphql": compose(USERS) });
    expect(listFindings(await checkFolder(folder, {}, "base.graphql"))).toEqual([
      `breaking-changes ${severity} users.graphql:3 FIELD_REMOVED`,
    ]);
  });
});

function compose(users: string): string {
  const subgraphs = Object.entries({ users, reviews: REVIEWS }).map(([name, sdl]) => {
    return { name, sdl, file: `${name}.graphql`, routingUrl: `http://${name}.test` };
  });
  const result = composeSupergraph(subgraphs);
  if (!result.succeeded) throw new Error("The graph does not compose.");
  return result.supergraphSdl;
}
