import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";

/** Rows of one statement: few enough for SQLite's longest text, many enough that statements cost nothing. */
const ROWS_AT_ONCE = 20_000;

export type Row = Readonly<Record<string, string | number>>;

/** Opens a database that no process serves, for as long as `work` takes. */
export async function withDatabase<Result>(
  file: string,
  work: (database: SqlDriverAdapter) => Promise<Result>,
): Promise<Result> {
  const database = await new PrismaBetterSqlite3({ url: `file:${file}` }).connect();
  try {
    // What is filled is thrown away after the run.
    await database.executeScript("PRAGMA synchronous = OFF");
    return await work(database);
  } finally {
    await database.dispose();
  }
}

/**
 * Adds `count` rows that `buildRow` makes of their index, by plain INSERTs: triggers do what they do for any row. Members
 * that are no columns of the table are left out.
 */
export async function fillTable(
  database: SqlDriverAdapter,
  table: string,
  count: number,
  buildRow: (index: number) => Row,
): Promise<void> {
  const known = new Set(
    (await readRows(database, `SELECT name FROM pragma_table_info('${table}')`)).map(([name]) => name),
  );
  const columns = Object.keys(buildRow(0)).filter((column) => known.has(column));
  const values = columns.map((column) => `value ->> '${column}'`).join(", ");
  const sql = `INSERT INTO "${table}" (${columns.join(", ")}) SELECT ${values} FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`;
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const length = Math.min(ROWS_AT_ONCE, count - start);
    const rows = Array.from({ length }, (_item, index) => buildRow(start + index));
    await database.executeRaw({
      sql,
      args: [JSON.stringify(rows)],
      argTypes: [{ scalarType: "string", arity: "scalar" }],
    });
  }
}

/** The rows of a statement without parameters. */
export async function readRows(database: SqlDriverAdapter, sql: string): Promise<unknown[][]> {
  return (await database.queryRaw({ sql, args: [], argTypes: [] })).rows;
}
