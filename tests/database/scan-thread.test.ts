import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { SqlDriverAdapter, SqlResultSet } from "@prisma/driver-adapter-utils";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { openSqlite } from "../../subgraphs/shared/database/driver/sqlite-database.ts";
import { createScanThread } from "../../subgraphs/shared/database/scan-thread.ts";
import { createDataFolder } from "../support/data-folder.ts";

let connection: SqlDriverAdapter;
beforeEach(async () => {
  connection = await createDatabaseAdapter(`file:${join(createDataFolder(), "scanned.db")}`).connect();
  await connection.executeScript("CREATE TABLE Thing (id INTEGER PRIMARY KEY, name TEXT, at DATETIME, data BLOB)");
  await connection.executeScript("INSERT INTO Thing VALUES (1, 'one', 0, x'01'), (2, 'two', '2026-01-01', NULL)");
});
afterEach(() => connection.dispose());

function select(sql: string, args: unknown[] = []): Promise<SqlResultSet> {
  const argTypes = args.map(() => ({ scalarType: "string", arity: "scalar" }) as const);
  return connection.queryRaw({ sql, args, argTypes });
}

/** A statement that takes long, with one row. */
const SLOW = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT max(i) FROM n";

describe("a statement that is marked as a scan", () => {
  it.each([
    ["SELECT * FROM Thing ORDER BY id", []],
    ["SELECT count(*) AS n, max(name) FROM Thing WHERE name <> ?", ["two"]],
    ["SELECT name FROM Thing WHERE name = ?", ["three"]],
  ])("has the rows that it has without the mark: %s", async (sql, args) => {
    expect(await select(`\n  /* scan */ ${sql}`, args)).toEqual(await select(sql, args));
  });

  it.each(["SELECT nothing FROM Thing", "SELECT ?", "SELECT json('{') FROM Thing"])(
    "has the error that it has without the mark: %s",
    async (sql) => {
      const find = (text: string) =>
        select(text).then(String, ({ name, cause, message }) => ({ name, cause, message }));
      expect(await find(`/* scan */ ${sql}`)).toEqual(await find(sql));
    },
  );

  it("sees what is committed, and nothing else", async () => {
    const count = async () => (await select("/* scan */ SELECT count(*) FROM Thing")).rows[0]?.[0];
    const transaction = await connection.startTransaction();
    await transaction.executeRaw({ sql: "DELETE FROM Thing", args: [], argTypes: [] });
    expect(await count()).toBe(2);
    await transaction.executeRaw({ sql: "COMMIT", args: [], argTypes: [] });
    await transaction.commit();
    expect(await count()).toBe(0);
  });

  it("lets other statements be answered meanwhile", async () => {
    const done: string[] = [];
    const scanning = select(`/* scan */ ${SLOW}`).then(() => done.push("scan"));
    await select("SELECT name FROM Thing");
    done.push("read");
    await connection.executeRaw({ sql: "DELETE FROM Thing", args: [], argTypes: [] });
    done.push("write");
    await scanning;
    expect(done).toEqual(["read", "write", "scan"]);
  });

  it("fails when the connection is closed, and so does one that waits", async () => {
    const scanning = expect(select(`/* scan */ ${SLOW}`)).rejects.toThrow("has ended");
    const waiting = expect(select("/* scan */ SELECT 1")).rejects.toThrow("is closed");
    await connection.dispose();
    await Promise.all([scanning, waiting]);
  });

  it("fails when the thread crashes, and the next one works", async () => {
    const file = join(createDataFolder(), "later.db");
    const scans = createScanThread(file, 0);
    const query = { sql: "SELECT count(*) AS n FROM Thing", args: [], argTypes: [] };
    // The thread cannot open a file that is not there.
    const failing = [scans.query(query), scans.query(query)].map((failed) =>
      expect(failed).rejects.toThrow("has crashed"),
    );
    await Promise.all(failing);
    const later = openSqlite(file, { timeoutMs: 0 });
    later.run("CREATE TABLE Thing (id)");
    later.close();
    expect((await scans.query(query)).rows).toEqual([[0]]);
    await scans.close();
  });
});
