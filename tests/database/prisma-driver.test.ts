import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { ArgType, SqlDriverAdapter, SqlQuery } from "@prisma/driver-adapter-utils";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { connectSqlite } from "../../subgraphs/shared/database/driver/connect-sqlite.ts";
import { openSqlite } from "../../subgraphs/shared/database/driver/sqlite-database.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { stopAfterTests } from "../support/started-processes.ts";

const TYPES =
  `DECIMAL FLOAT DOUBLE NUMERIC REAL TINYINT SMALLINT MEDIUMINT INT INTEGER SERIAL INT2 BIGINT INT8 DATETIME timestamp TIME
DATE TEXT CLOB CHARACTER VARCHAR NCHAR NVARCHAR BLOB BOOLEAN JSONB ODD`.split(/\s+/);

const SCRIPT = `
  CREATE TABLE Everything (id INTEGER PRIMARY KEY, untyped, ${TYPES.map((type) => `c${type} ${type}`).join(", ")},
    double1 DOUBLE PRECISION, unsigned1 UNSIGNED BIG INT, varying1 VARYING CHARACTER, native1 NATIVE CHARACTER);
  CREATE TABLE Parent (id TEXT PRIMARY KEY, name TEXT NOT NULL, a TEXT, b TEXT, UNIQUE (a, b));
  CREATE TABLE Child (parentId TEXT NOT NULL REFERENCES Parent (id), size INTEGER CHECK (size > 0));
  CREATE TRIGGER Refused BEFORE DELETE ON Parent BEGIN SELECT RAISE(ABORT, 'kept'); END;
  INSERT INTO Parent VALUES ('p', 'n', 'a', 'b');`;

/** The driver of Prisma and ours, each over a database of its own with the same content. */
const drivers = await Promise.all([
  new PrismaBetterSqlite3({ url: ":memory:" }).connect(),
  connectSqlite(openSqlite(":memory:", { timeoutMs: 0 })),
  createDatabaseAdapter(`file:${join(createDataFolder(), "everything.db")}`).connect(),
]);
for (const driver of drivers) await driver.executeScript(`PRAGMA foreign_keys = ON; ${SCRIPT}`);
stopAfterTests(() => Promise.all(drivers.map((driver) => driver.dispose())));

function query(sql: string, args: unknown[] = [], scalarType: ArgType["scalarType"] = "unknown"): SqlQuery {
  return { sql, args, argTypes: args.map(() => ({ scalarType, arity: "scalar" })) };
}

type Outcome = { readonly result: unknown } | { readonly failure: unknown };

async function findOutcome(execute: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { result: await execute() };
  } catch (error) {
    const { name, cause, message } = error as Error;
    return { failure: { name, cause, message } };
  }
}

/** Expects that all drivers do the same. @returns what they do */
async function expectSame(execute: (driver: SqlDriverAdapter) => Promise<unknown>): Promise<Outcome> {
  const [expected, ...ours] = await Promise.all(drivers.map((driver) => findOutcome(() => execute(driver))));
  for (const outcome of ours) expect(outcome).toEqual(expected);
  return expected as Outcome;
}

const VALUES: readonly (readonly [unknown, ArgType["scalarType"]])[] = [
  [null, "string"],
  ["text", "string"],
  ["", "string"],
  ["12", "int"],
  ["9007199254740993", "bigint"],
  ["-9223372036854775808", "bigint"],
  [7, "int"],
  [1.5, "float"],
  [-2.5, "int"],
  [1e300, "float"],
  ["2.25", "float"],
  ["3.75", "decimal"],
  [true, "boolean"],
  [false, "boolean"],
  ["2026-11-30T10:20:30.123Z", "datetime"],
  [new Date(0), "datetime"],
  [1_764_500_000_000, "int"],
  ["AAECAw==", "bytes"],
  ['{"a":1}', "json"],
  ["018f0000-0000-7000-8000-000000000000", "uuid"],
  ["NAME", "enum"],
];

describe("our driver does as Prisma's own", () => {
  it.each(VALUES)("with the value %j as %s in each type of column", async (value, scalarType) => {
    const columns = ["untyped", ...TYPES.map((type) => `c${type}`), "double1", "unsigned1", "varying1", "native1"];
    await expectSame((driver) => driver.executeRaw(query("DELETE FROM Everything")));
    for (const column of columns) {
      const insert = query(`INSERT INTO Everything (${column}) VALUES (?)`, [value], scalarType);
      await expectSame((driver) => driver.executeRaw(insert));
      // Prisma's driver refuses bytes in a column without a type.
      if (scalarType === "bytes" && ["untyped", "cODD"].includes(column)) continue;
      const select = `SELECT id, ${column} AS value FROM Everything ORDER BY id`;
      for (const _again of [1, 2]) await expectSame((driver) => driver.queryRaw(query(select)));
    }
  });

  it.each([
    "SELECT 1 AS one, 'text' AS text, 1.5 AS real, NULL AS nothing, 1 = 1 AS yes",
    "SELECT count(*) AS n, max(id) FROM Parent",
    "SELECT NULL AS value UNION ALL SELECT 'late' ORDER BY 1",
    "SELECT name FROM Parent WHERE id = 'nobody'",
    "SELECT count(*) FROM Parent WHERE id = 'nobody' GROUP BY id",
    "WITH found AS (SELECT name FROM Parent) SELECT name AS a, name AS b FROM found",
    "INSERT INTO Parent (id, name) VALUES ('q', 'r') RETURNING id, name",
    "UPDATE Parent SET name = 's' WHERE id = 'q'",
    "PRAGMA foreign_keys",
  ])("with the rows of %s", async (sql) => {
    for (const _again of [1, 2]) await expectSame((driver) => driver.queryRaw(query(sql)));
  });

  it.each([
    "INSERT INTO Parent (id, name) VALUES ('p', 'again')",
    "INSERT INTO Parent (id, name, a, b) VALUES ('z', 'again', 'a', 'b')",
    "INSERT INTO Parent (id) VALUES ('without a name')",
    "INSERT INTO Child VALUES ('nobody', 1)",
    "INSERT INTO Child VALUES ('p', 0)",
    "DELETE FROM Parent",
    "SELECT * FROM Nowhere",
    "SELECT nothing FROM Parent",
    "INSERT INTO Parent (nothing) VALUES (1)",
    "SELECT",
    "SELECT ?",
    "SELECT 1; SELECT 2",
    "",
    "SELECT json('{')",
    "SELECT abs(-9223372036854775808)",
  ])("with the error of %s", async (sql) => {
    expect(await expectSame((driver) => driver.queryRaw(query(sql)))).toHaveProperty("failure");
    expect(await expectSame((driver) => driver.executeRaw(query(sql)))).toHaveProperty("failure");
  });

  it("with a script that fails", async () => {
    expect(await expectSame((driver) => driver.executeScript("CREATE TABLE Parent (id)"))).toHaveProperty("failure");
  });

  it("with a value that SQLite cannot keep", async () => {
    const values = [
      ["soon", "datetime"],
      ["much", "bigint"],
      [{}, "json"],
    ] as const;
    for (const [value, scalarType] of values) {
      const outcome = await expectSame((driver) => driver.queryRaw(query("SELECT ? AS value", [value], scalarType)));
      expect(outcome).toHaveProperty("failure");
    }
  });

  it("with a transaction, rolled back and committed", async () => {
    for (const end of ["ROLLBACK", "COMMIT"]) {
      await expectSame(async (driver) => {
        const transaction = await driver.startTransaction();
        const changed = await transaction.executeRaw(query("UPDATE Parent SET b = ?", [end]));
        const during = await transaction.queryRaw(query("SELECT b FROM Parent ORDER BY id"));
        await transaction.executeRaw(query(end));
        await (end === "COMMIT" ? transaction.commit() : transaction.rollback());
        return { changed, during, after: await driver.queryRaw(query("SELECT b FROM Parent ORDER BY id")) };
      });
    }
  });

  it("with a level of isolation that SQLite does not have", async () => {
    const outcome = await expectSame((driver) => driver.startTransaction("READ COMMITTED"));
    expect(outcome).toMatchObject({ failure: { cause: { kind: "InvalidIsolationLevel" } } });
  });
});

it("reads bytes without a declared type, which Prisma's driver refuses", async () => {
  for (const driver of drivers.slice(1)) {
    const { rows } = await driver.queryRaw(query("SELECT x'0102' AS bytes"));
    expect(rows).toEqual([[Buffer.from([1, 2])]]);
  }
});
