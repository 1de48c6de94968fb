import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { prismaAgreementStep } from "../../packages/check/prisma-agreement/step.ts";
import { diffMigrations } from "../../scripts/diff-migrations.ts";
import { openRehearsalDatabase } from "../../scripts/open-rehearsal-database.ts";
import { findLack } from "../../scripts/postgresql-schema.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { OWN_DATABASES } from "../support/own-subgraphs.ts";
import { compareBooks, compareProject, listPlaces } from "./prisma-agreement-context.ts";
import { buildContext } from "./schema-lint-context.ts";

const SDL = '"A book."\ntype Book {\n  title: String!\n}';

/** The column under test is on line 6, or below its comments, which begin there. */
const model = (...comments: readonly string[]) =>
  ["model Book {", "  id Int @id", ...comments.map((comment) => `  /// ${comment}`), "  title String?", "}"].join("\n");

const buildSchema = (provider: string, fields: string) =>
  `datasource db {\n  provider = "${provider}"\n}\n\nmodel Book {\n  ${fields}\n}\n`;

describe("agreement of Prisma and SDL", () => {
  it("finds nothing in this project", async () => {
    const tools = { diffMigrations, diffPostgresql: findLack, openRehearsalDatabase };
    expect(await compareProject(tools)).toMatchObject({
      status: "passed",
      summary: expect.stringMatching(/^no findings in \d+ databases?/),
      findings: [],
      details: { subgraphs: OWN_DATABASES.length },
    });
  });

  it("fails on a finding, and tells its rule, its places, what to do and how to silence it", async () => {
    expect(await compareBooks({ sdl: SDL, prisma: model() })).toEqual({
      status: "failed",
      summary: "1 finding in 1 database",
      findings: [
        {
          severity: "error",
          code: "nullable-column",
          message: "Book.title is non-null, but the column Book.title may be null.",
          mend: 'Make the field nullable, or the column required by a migration. Or silence it: put "/// check-disable nullable-column: the reason" above Book.title in prisma/books/schema.prisma.',
          places: [
            { file: "subgraphs/books/schema.graphql", line: 4, column: 3, subgraph: "books" },
            { file: "prisma/books/schema.prisma", line: 6, column: null, subgraph: null },
          ],
        },
      ],
      details: { subgraphs: 1, types: 1, queries: 0, silenced: 0 },
    });
  });

  it("tells what the migrations for PostgreSQL lack, and a type that it cannot have", async () => {
    const folder = createTemporaryFolder({
      "schema.prisma": buildSchema("sqlite", "id Int @id\n  title String"),
      "postgresql/schema.prisma": buildSchema("postgresql", "id Int @id"),
    });
    expect(await findLack(folder)).toMatch(/ALTER TABLE "Book" ADD COLUMN\s+"title" TEXT NOT NULL/);
    writeFileSync(join(folder, "schema.prisma"), buildSchema("sqlite", "id Int @id\n  title String @db.Nonsense"));
    await expect(findLack(folder)).rejects.toThrow("Nonsense");
    const lack = {
      diffMigrations: async () => null,
      diffPostgresql: async () => "ALTER TABLE x",
      openRehearsalDatabase,
    };
    const { findings } = await compareProject(lack);
    expect(findings).toHaveLength(OWN_DATABASES.length);
    expect(findings[0]).toMatchObject({ code: "migrations-out-of-date" });
  });

  it("is skipped where no subgraph has a Prisma schema", async () => {
    const subgraphs = [{ name: "books", file: "https://books.example/graphql", sdl: SDL }];
    const result = await prismaAgreementStep.run(buildContext(subgraphs, createTemporaryFolder({})));
    expect(result).toMatchObject({ status: "skipped", findings: [] });
  });

  it("compares a subgraph that was introspected, and has no code here", async () => {
    const root = createTemporaryFolder({
      "prisma/books/schema.prisma": `datasource db {\n  provider = "sqlite"\n}\n${model()}`,
      "prisma/books/migrations/migration_lock.toml": "",
    });
    const tools = { diffMigrations: () => Promise.resolve(null) };
    const subgraphs = [{ name: "books", file: "https://books.example/graphql", sdl: SDL }];
    expect(listPlaces(await prismaAgreementStep.run(buildContext(subgraphs, root, tools)))).toEqual([
      "nullable-column graphql:3 schema.prisma:6",
    ]);
  });

  it("reports a schema.prisma that Prisma refuses, with its line", async () => {
    const result = await compareBooks({ prisma: "model Book {\n  id Int @id\n  title Text\n}" });
    expect(listPlaces(result)).toEqual(["invalid-prisma-schema schema.prisma:6"]);
    expect(result.findings[0]?.message).toBe(
      'Type "Text" is neither a built-in type, nor refers to another model, composite type, or enum.',
    );
  });
});

describe("a comment in schema.prisma", () => {
  it.each([
    ["above the column", model("check-disable nullable-column: filled before it is read")],
    [
      "among others",
      model("Its title.", "check-disable nullable-column: filled", "check-disable unindexed-filter: few"),
    ],
    ["above the model", `/// check-disable nullable-column: filled before it is read\n${model()}`],
  ])("silences a rule when it stands %s", async (_where, prisma) => {
    const result = await compareBooks({ sdl: SDL, prisma });
    expect(result).toMatchObject({ status: "passed", details: { silenced: 1 } });
  });

  it("silences no other column", async () => {
    const prisma = model("check-disable nullable-column: filled").replace(
      "title String?",
      "pages Int?\n  title String?",
    );
    expect(listPlaces(await compareBooks({ sdl: SDL, prisma }))).toContain(
      "nullable-column schema.graphql:4 schema.prisma:8",
    );
  });

  it("silences no other rule", async () => {
    const prisma = model("check-disable unindexed-filter: few rows");
    expect(listPlaces(await compareBooks({ sdl: SDL, prisma }))).toContain(
      "nullable-column schema.graphql:4 schema.prisma:7",
    );
  });

  it("warns when it silences nothing", async () => {
    const prisma = model("check-disable nullable-column: filled");
    expect(await compareBooks({ prisma })).toMatchObject({
      status: "passed",
      findings: [{ severity: "warning", code: "unused-check-disable", places: [{ line: 7 }] }],
    });
  });

  it("may begin like one for this check", async () => {
    const result = await compareBooks({ prisma: model("check-in time: what the label says") });
    expect(result.findings).toEqual([]);
  });

  it.each([
    ["gives no reason", "check-disable nullable-column"],
    ["gives an empty reason", "check-disable nullable-column:"],
    ["names a rule that does not exist", "check-disable nullable-colum: filled"],
    ["names no rule", "check-disable"],
    ["names no type", "check-type:"],
    ["names a type for a column", "check-type: Book"],
  ])("fails when it %s", async (_what, comment) => {
    const result = await compareBooks({ prisma: model(comment) });
    expect(listPlaces(result)).toEqual(["invalid-check-comment schema.prisma:7"]);
  });
});
