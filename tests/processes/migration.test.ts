import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { migrateDatabase } from "../../subgraphs/shared/database/migrate-database.ts";
import { createDataFolder } from "../support/data-folder.ts";

const FIRST = ["1_shelves", 'CREATE TABLE "Shelf" ("id" TEXT PRIMARY KEY NOT NULL);'] as const;
const SECOND = [
  "2_books",
  `CREATE TABLE "Book" ("id" TEXT PRIMARY KEY NOT NULL,
     "shelfId" TEXT NOT NULL REFERENCES "Shelf" ("id") ON DELETE CASCADE);`,
] as const;
const BROKEN = ["3_broken", 'CREATE TABLE "Half" ("id" TEXT); INSERT INTO "Nowhere" VALUES (1);'] as const;

/** As Prisma writes it when a column changes: the table is made anew. */
const REDEFINED = [
  "3_wider_shelves",
  `PRAGMA defer_foreign_keys=ON;
   PRAGMA foreign_keys=OFF;
   CREATE TABLE "new_Shelf" ("id" TEXT PRIMARY KEY NOT NULL, "width" INTEGER NOT NULL DEFAULT 80);
   INSERT INTO "new_Shelf" ("id") SELECT "id" FROM "Shelf";
   DROP TABLE "Shelf";
   ALTER TABLE "new_Shelf" RENAME TO "Shelf";
   PRAGMA foreign_keys=ON;
   PRAGMA defer_foreign_keys=OFF;`,
] as const;
const LOSING = ["3_no_shelves", 'DELETE FROM "Shelf";'] as const;

type Migration = readonly [name: string, sql: string];

function writeMigrations(...migrations: readonly Migration[]): string {
  const folder = join(createDataFolder(), "migrations");
  mkdirSync(folder);
  cpSync("prisma/accounts/migrations/migration_lock.toml", join(folder, "migration_lock.toml"));
  for (const [name, sql] of migrations) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "migration.sql"), sql);
  }
  return folder;
}

function createDatabaseUrl(): string {
  return `file:${join(createDataFolder(), "library.db")}`;
}

async function run(url: string, sql: string): Promise<unknown[][]> {
  const connection = await createDatabaseAdapter(url).connect();
  try {
    return (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
  } finally {
    await connection.dispose();
  }
}

const SELECT_SCHEMA = "SELECT name, sql FROM sqlite_master ORDER BY name";

it("applies what is missing, then nothing", async () => {
  const url = createDatabaseUrl();
  expect(await migrateDatabase(url, writeMigrations(FIRST))).toEqual(["1_shelves"]);
  const folder = writeMigrations(FIRST, SECOND);
  expect(await migrateDatabase(url, folder)).toEqual(["2_books"]);
  expect(await migrateDatabase(url, folder)).toEqual([]);
});

it("leaves a new database empty when the second of two migrations fails", async () => {
  const url = createDatabaseUrl();
  await expect(migrateDatabase(url, writeMigrations(FIRST, BROKEN))).rejects.toThrow(
    /^the database file:\S+ cannot be migrated, and is as it was: .*Nowhere.*$/,
  );
  expect(await run(url, SELECT_SCHEMA)).toEqual([]);
});

it("leaves a database as it was when its next migration fails half-way, and applies it once it is mended", async () => {
  const url = createDatabaseUrl();
  await migrateDatabase(url, writeMigrations(FIRST, SECOND));
  const before = [await run(url, SELECT_SCHEMA), await run(url, "SELECT * FROM _prisma_migrations")];
  await expect(migrateDatabase(url, writeMigrations(FIRST, SECOND, BROKEN))).rejects.toThrow("as it was");
  expect([await run(url, SELECT_SCHEMA), await run(url, "SELECT * FROM _prisma_migrations")]).toEqual(before);

  const mended: Migration = ["3_broken", 'CREATE TABLE "Half" ("id" TEXT);'];
  expect(await migrateDatabase(url, writeMigrations(FIRST, SECOND, mended))).toEqual(["3_broken"]);
});

describe("references between tables", () => {
  async function createFilledDatabase(): Promise<string> {
    const url = createDatabaseUrl();
    await migrateDatabase(url, writeMigrations(FIRST, SECOND));
    await run(url, "INSERT INTO Shelf VALUES ('s') RETURNING id");
    await run(url, "INSERT INTO Book VALUES ('b', 's') RETURNING id");
    return url;
  }

  it("survive a migration that makes the table anew that others refer to", async () => {
    const url = await createFilledDatabase();
    await migrateDatabase(url, writeMigrations(FIRST, SECOND, REDEFINED));
    expect(await run(url, "SELECT id, shelfId FROM Book")).toEqual([["b", "s"]]);
  });

  it("are not broken: a migration that would is undone", async () => {
    const url = await createFilledDatabase();
    await expect(migrateDatabase(url, writeMigrations(FIRST, SECOND, LOSING))).rejects.toThrow(
      "a row of Book refers to one that is gone",
    );
    expect(await run(url, "SELECT id FROM Shelf")).toEqual([["s"]]);
  });
});

it("refuses a database with migrations that it does not know", async () => {
  const url = createDatabaseUrl();
  await migrateDatabase(url, writeMigrations(FIRST, SECOND));
  await expect(migrateDatabase(url, writeMigrations(FIRST))).rejects.toThrow(
    /was written by a newer version \(unknown migrations: 2_books\)/,
  );
});

it("refuses a database with other tables", async () => {
  const url = createDatabaseUrl();
  await run(url, 'CREATE TABLE "Other" ("id" TEXT)');
  await expect(migrateDatabase(url, writeMigrations(FIRST))).rejects.toThrow(
    /as it was: it has other tables. Give each subgraph one of its own$/,
  );
});

it("refuses a database of another subgraph", async () => {
  const url = createDatabaseUrl();
  await migrateDatabase(url, writeMigrations(FIRST));
  await expect(migrateDatabase(url, writeMigrations(["1_users", 'CREATE TABLE "User" ("id" TEXT);']))).rejects.toThrow(
    /is another subgraph's \(unknown migrations: 1_shelves\): give each a database or a schema of its own/,
  );
});

it("refuses a database that an earlier migration has left half-way", async () => {
  const url = createDatabaseUrl();
  const folder = writeMigrations(FIRST);
  await migrateDatabase(url, folder);
  await run(url, "UPDATE _prisma_migrations SET finished_at = NULL RETURNING id");
  await expect(migrateDatabase(url, folder)).rejects.toThrow(/failed half-way \(1_shelves\)/);
});

it("migrates a database that another connection has open", async () => {
  const url = createDatabaseUrl();
  await migrateDatabase(url, writeMigrations(FIRST));
  const connection = await createDatabaseAdapter(url).connect();
  await connection.queryRaw({ sql: "SELECT * FROM Shelf", args: [], argTypes: [] });
  expect(await migrateDatabase(url, writeMigrations(FIRST, SECOND))).toEqual(["2_books"]);
  await connection.dispose();
});
