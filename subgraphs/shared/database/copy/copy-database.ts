import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import type pg from "pg";
import { StartupError } from "../../../../packages/server/process/startup-error.ts";
import { claimDatabase } from "../backup/claim-database.ts";
import { BackupError } from "../backup/manifest.ts";
import { applyMigrations, inTransaction } from "../migrate-database.ts";
import { findMigrationFolder, readMigrationFolder, readMigrationNames } from "../migration-folder.ts";
import { compareMigrations, readHistory } from "../migration-history.ts";
import { describeDatabase } from "../postgresql/connection-settings.ts";
import { openForMigration } from "../postgresql/migrate-postgresql.ts";
import { explainUnopened } from "../postgresql/open-postgresql.ts";
import { createTableSum, listTables, readPostgresqlRows, readSqliteRows, type TableSum } from "./copied-rows.ts";

/** A table that was copied: in both databases it has these rows. */
export interface CopiedTable extends TableSum {
  readonly table: string;
}

/** What PostgreSQL is asked with, within a transaction. */
type Client = Pick<pg.Pool, "query">;

/**
 * Copies the SQLite database of the subgraph `name` in `file` into the database at `url`, wholly or not at all. Then every
 * row is read again and compared.
 * @throws BackupError when a process uses the file, the target has tables, or something is not the same
 * @throws StartupError when the target cannot be opened
 */
export async function copyDatabase(name: string, file: string, url: string): Promise<readonly CopiedTable[]> {
  // No process uses it: what it would write from now on would not be copied.
  const source = await claimDatabase(file);
  try {
    await requireCurrent(source.connection, name, file);
    const target = await openForMigration(url).catch((error: unknown) => {
      throw explainUnopened(url, error);
    });
    try {
      return await inTransaction(target, async () => {
        await requireEmpty(target.pool, url);
        await applyMigrations(target, await readMigrationFolder(findMigrationFolder(name, url)), describeDatabase(url));
        return copyTables(source.connection, target.pool);
      });
    } finally {
      await target.close();
    }
  } catch (error) {
    if (error instanceof BackupError || error instanceof StartupError) throw error;
    throw new BackupError(`${file} was not copied: ${(error as Error).message}`);
  } finally {
    await source.release();
  }
}

/** Tables of another version may lack a column, or have one more. */
async function requireCurrent(connection: SqlDriverAdapter, name: string, file: string): Promise<void> {
  const known = await readMigrationNames(findMigrationFolder(name, `file:${file}`));
  if (compareMigrations(await readHistory(connection), known).kind === "current") return;
  throw new BackupError(`${file} is of another version than this command: start its subgraph in this version once`);
}

async function requireEmpty(client: Client, url: string): Promise<void> {
  const { rowCount } = await client.query(
    "SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace LIMIT 1",
  );
  if (rowCount === 0) return;
  throw new BackupError(`${describeDatabase(url)} is not empty: its schema has tables already`);
}

async function copyTables(connection: SqlDriverAdapter, client: Client): Promise<readonly CopiedTable[]> {
  const known = await client.query<{ readonly name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
  );
  const names = new Set(known.rows.map(({ name }) => name));
  // An index of SQLite keeps its data in tables of its own.
  const tables = (await listTables(connection)).filter((table) => names.has(table));
  // Rows that migrations have written, such as counts, come from the file; and nothing is counted or told anew.
  for (const table of tables) await client.query(`ALTER TABLE "${table}" DISABLE TRIGGER USER`);
  for (const table of tables.toReversed()) await client.query(`DELETE FROM "${table}"`);
  const copied: CopiedTable[] = [];
  for (const table of tables) copied.push({ table, ...(await copyTable(connection, client, table)) });
  for (const table of tables) await client.query(`ALTER TABLE "${table}" ENABLE TRIGGER USER`);
  await continueSequences(client);
  return copied;
}

async function copyTable(connection: SqlDriverAdapter, client: Client, table: string): Promise<TableSum> {
  const given = createTableSum();
  let momentColumns: readonly string[] = [];
  for await (const { rows, moments } of readSqliteRows(connection, table)) {
    momentColumns = moments;
    const columns = Object.keys(rows[0] ?? {})
      .map((column) => `"${column}"`)
      .join(", ");
    await client.query(
      `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1)`,
      [JSON.stringify(rows)],
    );
    for (const row of rows) given.add(row);
  }
  const taken = createTableSum();
  for await (const rows of readPostgresqlRows(client, table, momentColumns)) for (const row of rows) taken.add(row);
  const [sum, other] = [given.finish(), taken.finish()];
  if (sum.rows === other.rows && sum.checksum === other.checksum) return sum;
  throw new BackupError(`the copy of ${table} is not the same: ${sum.rows} rows became ${other.rows}, or some differ`);
}

/** Sequences do not see numbers that are given to them. */
async function continueSequences(client: Client): Promise<void> {
  const { rows } = await client.query<{ readonly table: string; readonly column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'`,
  );
  for (const { table, column } of rows) {
    await client.query(
      `SELECT setval(pg_get_serial_sequence('"${table}"', $1), max("${column}")) FROM "${table}" HAVING max("${column}") > 0`,
      [column],
    );
  }
}
