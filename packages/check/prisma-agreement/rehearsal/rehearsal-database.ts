/** An SQLite database for rehearsals: empty at first, and deleted when it is closed. */
export interface RehearsalDatabase {
  /** Throws an Error with SQLite's own text. */
  run(script: string): Promise<void>;
  select(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** The tables, except SQLite's own. */
export async function listTables(database: RehearsalDatabase): Promise<readonly string[]> {
  const rows = await database.select(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'",
  );
  return rows.map(({ name }) => String(name));
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
