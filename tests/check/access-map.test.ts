import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { accessMapStep } from "../../packages/check/access-map/step.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { buildCheckContext, type TestCheckout } from "./check-context.ts";

const SCOPE = '@requiresScopes(scopes: [["books:write"]])';

/** A graph of one subgraph whose field `Query.a` has this rule, and an open `Query.b`. */
function withRule(rule: string, otherFields = "b: String") {
  return { only: `type Query {\n  a: String ${rule}\n  ${otherFields}\n}\n` };
}

let root = "";

beforeEach(() => {
  root = createTemporaryFolder({});
});

function check(checkout: TestCheckout) {
  return accessMapStep.run(buildCheckContext({ root, ...checkout }));
}

/** Brings access.json to what `head` says. */
function accept(head: TestCheckout["head"]) {
  return check({ head, options: { update: true } });
}

function readAccessFile(): string {
  return readFileSync(join(root, "access.json"), "utf8");
}

describe("A field that became easier to reach", () => {
  it("is an error, at its rule and in the file", async () => {
    await accept(withRule(SCOPE));
    const result = await check({ head: withRule("@authenticated") });
    expect(result).toMatchObject({
      status: "failed",
      summary: "2 fields, not as access.json says: 1 easier to reach",
      details: { easier: [{ coordinate: "Query.a", saidBy: "file" }], added: [], harder: [], removed: [] },
    });
    expect(result.findings).toEqual([
      {
        severity: "error",
        code: "EASIER_TO_REACH",
        message: "Query.a became easier to reach: scope books:write in access.json, authenticated now.",
        mend: "Protect it again, or accept it with npm run check -- --update, which shows it in the diff of access.json.",
        places: [
          { file: "only.graphql", line: 3, column: 3, subgraph: "only" },
          { file: "access.json", line: 2, column: 1, subgraph: null },
        ],
      },
    ]);
  });

  it("is an error by the base alone, without any file", async () => {
    const result = await check({ base: withRule("@authenticated"), head: withRule("") });
    expect(result.findings).toMatchObject([
      {
        code: "EASIER_TO_REACH",
        message: "Query.a became easier to reach: authenticated at the base, public now.",
        places: [{ file: "only.graphql", line: 3 }],
      },
      { code: "ACCESS_MAP_MISSING", message: "There is no access.json." },
    ]);
  });

  it("is one by the base where the file promises still more", async () => {
    await accept(withRule(""));
    const result = await check({ base: withRule(SCOPE), head: withRule("@authenticated") });
    expect(result.findings.map(({ message }) => message)).toEqual([
      "Query.a became easier to reach: scope books:write at the base, authenticated now.",
    ]);
  });

  it("is one where its line has been taken out of the file", async () => {
    await accept({ only: "type Query { b: String }" });
    const result = await check({ base: withRule(SCOPE), head: withRule("") });
    expect(result.findings).toMatchObject([{ code: "EASIER_TO_REACH" }]);
  });

  it("is accepted once the file says so, and still counted", async () => {
    await accept(withRule(""));
    expect(await check({ base: withRule(SCOPE), head: withRule("") })).toMatchObject({
      status: "passed",
      summary: "2 fields, as access.json says, 1 easier to reach than at the base, as it says",
      findings: [],
      details: {
        easier: [],
        acceptedEasier: [
          { coordinate: "Query.a", before: [{ scopes: ["books:write"] }], now: "public", saidBy: "base" },
        ],
      },
    });
  });

  it("may be so for a rule of its type that is gone", async () => {
    const things = (rule: string) => ({
      only: `type Query { thing: Thing }\ntype Thing ${rule} {\n  id: ID\n}`,
    });
    await accept(things("@authenticated"));
    const { findings } = await check({ head: things("") });
    expect(findings.map(({ message }) => message.split(" ")[0])).toEqual(["Query.thing", "Thing.id"]);
  });
});

describe("A file that is out of date", () => {
  const OPEN = withRule("");

  it.each([
    [
      "a field that became harder to reach",
      withRule(SCOPE),
      "1 field is harder to reach than it says: Query.a (public → scope books:write).",
      2,
    ],
    ["a new field", withRule("", "b: String c: String"), "1 field is missing from it: Query.c.", null],
    ["new fields", withRule("", "b: Int c: Int d: Int"), "2 fields are missing from it: Query.c, Query.d.", null],
    ["a removed field", { only: "type Query { a: String }" }, "1 field is not in the graph any more: Query.b.", 3],
  ])("is an error for %s", async (_which, head, message, line) => {
    await accept(OPEN);
    const { status, findings } = await check({ base: OPEN, head });
    expect(status).toBe("failed");
    expect(findings).toEqual([
      {
        severity: "error",
        code: "ACCESS_MAP_OUT_OF_DATE",
        message: `access.json is out of date: ${message}`,
        mend: "Write it anew with npm run check -- --update.",
        places: [{ file: "access.json", line, column: line && 1, subgraph: null }],
      },
    ]);
  });

  it("is one error for each way it is", async () => {
    await accept(withRule("@authenticated"));
    const { summary, findings } = await check({
      head: { only: `type Query { a: String ${SCOPE} c: String d: String }` },
    });
    expect(summary).toBe("3 fields, not as access.json says: 1 harder to reach, 2 new, 1 gone");
    expect(findings).toHaveLength(3);
  });

  it("lists a few fields and counts the others", async () => {
    await accept(OPEN);
    const fields = Array.from({ length: 12 }, (_, index) => `c${index}: Int`).join(" ");
    const { findings, details } = await check({ head: withRule("", `b: String ${fields}`) });
    expect(findings[0]?.message).toContain("12 fields are missing from it: Query.c0, Query.c1,");
    expect(findings[0]?.message).toMatch(/Query\.c9 and 2 more\.$/);
    expect(details?.added).toHaveLength(12);
  });

  it.each([
    ["is no JSON", "{", "it is not JSON: "],
    ["holds something else", "[]", "it does not say who may see a field: the file itself"],
    ["has a word it does not know", '{ "Query.a": "nobody" }', "it does not say who may see a field: Query.a"],
    ["lets nobody in", '{ "Query.a": [] }', "it does not say who may see a field: Query.a"],
    ["asks for nothing", '{ "Query.a": [{ "scopes": [] }] }', "it does not say who may see a field: Query.a"],
    ["has an unknown demand", '{ "Query.a": [{ "roles": ["r"] }] }', "it does not say who may see a field: Query.a"],
  ])("cannot be read when it %s", async (_how, text, reason) => {
    root = createTemporaryFolder({ "access.json": text });
    const { summary, findings } = await check({ head: OPEN });
    expect(summary).toBe("2 fields, access.json cannot be read");
    expect(findings).toMatchObject([{ severity: "error", code: "ACCESS_MAP_OUT_OF_DATE" }]);
    expect(findings[0]?.message).toContain(`access.json cannot be read: ${reason}`);
  });

  it("cannot be read when it is a folder", async () => {
    mkdirSync(join(root, "access.json"));
    const { findings } = await check({ head: OPEN });
    expect(findings[0]?.message).toBe("access.json cannot be read: it is a folder.");
  });
});

describe("An update", () => {
  const HEAD = {
    one: `
      type Query { user: User date: Date @authenticated }
      type Mutation { add: User ${SCOPE} }
      type UserList { nodes: [User] }
      type User @key(fields: "id") { id: ID! mail: String @requiresScopes(scopes: [["b", "a"], ["c"]]) @policy(policies: [["p"]]) }
      scalar Date
    `,
    two: 'type User @key(fields: "id") { id: ID! age: Int @authenticated }',
  };
  const TEXT = `{
  "Mutation.add": [{ "scopes": ["books:write"] }],
  "Query.date": "authenticated",
  "Query.user": "public",
  "User.age": "authenticated",
  "User.id": "public",
  "User.mail": [{ "scopes": ["a", "b"], "policies": ["p"] }, { "scopes": ["c"], "policies": ["p"] }],
  "UserList.nodes": "public"
}
`;

  it("writes one sorted line for each field", async () => {
    const result = await accept(HEAD);
    expect(result).toMatchObject({
      status: "passed",
      summary: "7 fields, access.json written, 7 new",
      findings: [],
    });
    expect(readAccessFile()).toBe(TEXT);
    expect(readdirSync(root)).toEqual(["access.json"]);
  });

  it("writes the same whatever the order of subgraphs, types and fields", async () => {
    const { one, two } = HEAD;
    const lines = one.trim().split("\n");
    await accept({ two, one: lines.toReversed().join("\n") });
    expect(readAccessFile()).toBe(TEXT);
  });

  it("changes nothing when there is nothing to change", async () => {
    await accept(HEAD);
    expect(await accept(HEAD)).toMatchObject({ status: "passed", summary: "7 fields, as access.json says" });
    expect(await check({ head: HEAD })).toMatchObject({ status: "passed", findings: [] });
  });

  it("warns of what it opens", async () => {
    await accept(withRule(SCOPE));
    const result = await accept(withRule("", "c: String"));
    expect(result).toMatchObject({
      status: "passed",
      summary: "2 fields, access.json written, 1 easier to reach, 1 new, 1 gone",
    });
    expect(result.findings).toMatchObject([
      {
        severity: "warning",
        message: "Query.a became easier to reach: scope books:write in access.json, public now.",
        mend: "access.json says so now.",
      },
    ]);
    expect(await check({ head: withRule("", "c: String") })).toMatchObject({ status: "passed" });
  });

  it("replaces a file that cannot be read", async () => {
    root = createTemporaryFolder({ "access.json": "<<<<<<< ours" });
    await accept(HEAD);
    expect(readAccessFile()).toBe(TEXT);
  });
});

describe("The step", () => {
  it("is skipped when nothing composes", async () => {
    expect(await check({ head: null, options: { update: true } })).toMatchObject({
      status: "skipped",
      summary: "skipped: the subgraphs do not compose",
    });
    expect(readdirSync(root)).toEqual([]);
  });

  it("fails when it cannot tell the rules", async () => {
    const alternatives = (name: string) =>
      `@requiresScopes(scopes: ${JSON.stringify(Array.from({ length: 40 }, (_, index) => [`${name}${index}`]))})`;
    const head = {
      only: `type Query { thing: Thing ${alternatives("a")} } type Thing ${alternatives("b")} { id: ID }`,
    };
    expect(await check({ head })).toMatchObject({
      status: "failed",
      findings: [
        {
          code: "ACCESS_RULES_UNREADABLE",
          message: "Who may see what cannot be told. Query.thing: More than 1000 combinations of scopes and policies.",
        },
      ],
    });
  });
});
