import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { claimDatabase } from "../backup/claim-database.ts";
import { withDatabaseFile } from "../backup/inspect-database.ts";
import { BackupError } from "../backup/manifest.ts";
import { migrateDatabase } from "../migrate-database.ts";
import { findMigrationFolder } from "../migration-folder.ts";
import { describeDatabase, readConnectionSettings } from "../postgresql/connection-settings.ts";
import { buildClientConfig } from "../postgresql/statement-pool.ts";
import { createTableSum, listTables, readPostgresqlRows, readSqliteRows, type TableSum } from "./copied-rows.ts";

/** A table that was copied: in both databases it has these rows. */
export interface CopiedTable extends TableSum {
  readonly table: string;
}

/**
 * Copies the SQLite database of the subgraph `name` in `file` into the database at `url`, wholly or not at all. Then every
 * row is read again and compared.
 * @throws BackupError when a process uses the file, the target has tables, or something is not the same
 */
export async function copyDatabase(name: string, file: string, url: string): Promise<readonly CopiedTable[]> {
  // No process uses it: what it would write from now on would not be copied.
  await (await claimDatabase(file)).release();
  await requireEmpty(url);
  await migrateDatabase(url, findMigrationFolder(name, url));
  try {
    return await withClient(url, async (client) => {
      await client.query("BEGIN");
      const copied = await withDatabaseFile(file, (connection) => copyTables(connection, client));
      await client.query("COMMIT");
      return copied;
    });
  } catch (error) {
    // It was made here: another try finds it empty.
    const drop = `DROP SCHEMA "${readConnectionSettings(url).schema}" CASCADE`;
    await withClient(url, (client) => client.query(drop)).catch(() => undefined);
    throw error instanceof BackupError ? error : new BackupError(`${file} was not copied: ${(error as Error).message}`);
  }
}

async function requireEmpty(url: string): Promise<void> {
  const { schema } = readConnectionSettings(url);
  const found = await withClient(url, (client) =>
    client.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [schema]),
  ).catch((error: Error) => {
    throw new BackupError(`${describeDatabase(url)} cannot be reached: ${error.message}`);
  });
  if (found.rowCount === 0) return;
  throw new BackupError(`${describeDatabase(url)} is not empty: there is a schema ${schema} already`);
}

async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(buildClientConfig(readConnectionSettings(url)));
  // What it says of a lost connection, its statement says too.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function copyTables(connection: SqlDriverAdapter, client: pg.Client): Promise<readonly CopiedTable[]> {
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

async function copyTable(connection: SqlDriverAdapter, client: pg.Client, table: string): Promise<TableSum> {
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
async function continueSequences(client: pg.Client): Promise<void> {
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
