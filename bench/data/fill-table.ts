import Database from "better-sqlite3";

/** What is filled is thrown away after the run: nothing has to last, and indexes are built in memory. */
const SETTINGS = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA cache_size = -1000000";
/** No other process has the file open. */
const OPTIONS = { timeout: 0, readonly: false };

export type Row = Readonly<Record<string, string | number>>;

/** Opens a database that no process serves, for as long as `work` takes. */
export function withDatabase<Result>(file: string, work: (database: Database) => Result): Result {
  const database = new Database(file, OPTIONS);
  try {
    database.exec(SETTINGS);
    return work(database);
  } finally {
    database.close();
  }
}

/**
 * Adds `count` rows that `buildRow` makes of their index, by plain INSERTs: triggers do what they do for any row. Members
 * that are no columns of the table are left out.
 */
export function fillTable(database: Database, table: string, count: number, buildRow: (index: number) => Row): void {
  const known = readColumn(database, `SELECT name FROM pragma_table_info('${table}')`);
  const columns = Object.keys(buildRow(0)).filter((column) => known.includes(column));
  const places = columns.map(() => "?").join(", ");
  const insert = database.prepare(`INSERT INTO "${table}" (${columns.join(", ")}) VALUES (${places})`);
  database.exec("BEGIN");
  for (let index = 0; index < count; index++) {
    const row = buildRow(index);
    insert.run(columns.map((column) => row[column]));
  }
  database.exec("COMMIT");
}

/** The first column of a statement without parameters. */
export function readColumn(database: Database, sql: string): string[] {
  const rows = database.prepare(sql).raw().all([]);
  return rows.map(([value]) => String(value));
}
