import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { OWN_DATABASES } from "../support/own-subgraphs.ts";
import { runScript } from "./run-command.ts";

const COMMANDS = [
  "account",
  "budgets",
  "build",
  "db-backup",
  "db-restore",
  "dev",
  "generate",
  "new-migration",
  "new-subgraph",
  "operations-manifest",
  "start",
];

it.each(COMMANDS)("scripts/%s.ts names an option that it does not know, and does nothing", async (name) => {
  const { exitCode, output } = await runScript(`scripts/${name}.ts`, { args: ["--nope"] });
  expect([1, 2]).toContain(exitCode);
  expect(output).toMatch(/^[^\n]*Unknown option '--nope'\.? usage: /i);
  expect(output).not.toContain("    at ");
});

it.each([[[]], [["compose"]]])("scripts/check.ts %j names such an option too, and where the usage is", async (args) => {
  const outcome = await runScript("scripts/check.ts", { args: [...args, "--nope"] });
  expect(outcome).toEqual({
    exitCode: 2,
    output: "error Unknown option '--nope': see npm run check -- --help\n",
  });
});

it.each([
  ["start", []],
  ["check", []],
  ["check", ["compose"]],
])("scripts/%s.ts %j tells its usage, and does nothing else", async (name, args) => {
  expect(await runScript(`scripts/${name}.ts`, { args: [...args, "--help"] })).toEqual({
    exitCode: 0,
    output: expect.stringMatching(/^usage: .+\n/i),
  });
});

describe("npm run migration", () => {
  it.each([
    [
      "a subgraph that there is not",
      ["boks", "add_x"],
      `there is no subgraph "boks" with a prisma/boks/schema.prisma: there are ${OWN_DATABASES.join(", ")}\n`,
    ],
    ["no name", ["accounts"], "usage: npm run migration -- <subgraph> <name_in_snake_case>\n"],
    ["too much", ["accounts", "add_x", "y"], "usage: npm run migration -- <subgraph> <name_in_snake_case>\n"],
    [
      "a name of another form",
      ["accounts", "Add X"],
      '"Add X" is not in snake_case: usage: npm run migration -- <subgraph> <name_in_snake_case>\n',
    ],
  ])("refuses %s, and writes nothing", async (_what, args, output) => {
    const before = readdirSync("prisma", { recursive: true }).sort();
    expect(await runScript("scripts/new-migration.ts", { args })).toEqual({ exitCode: 2, output });
    expect(readdirSync("prisma", { recursive: true }).sort()).toEqual(before);
  });
});

it("npm run account refuses what says more than it takes", async () => {
  expect(await runScript("scripts/account.ts", { args: ["rotate-key", "more"] })).toEqual({
    exitCode: 1,
    output: expect.stringMatching(/^usage: /),
  });
});
