import type { ColumnType, SqlResultSet } from "@prisma/driver-adapter-utils";
import type Database from "better-sqlite3";
import { findDeclaredType, inferType } from "./column-types.ts";
import { readValues } from "./values.ts";

/** A statement that is executed often. */
export interface PreparedStatement {
  /** Whether it only reads rows, so that another connection can execute it. */
  readonly isRead: boolean;
  /** Executes it. @returns its rows, as Prisma expects them */
  query(values: readonly unknown[]): SqlResultSet;
  /** Executes it. @returns how many rows it has changed */
  execute(values: readonly unknown[]): number;
}

/** What only reads by its text: some other statements change no row, but the connection. */
const READ = /^\s*(?:\/\*[^*]*\*\/\s*)?(?:SELECT|WITH)\b/i;

/** Prepares `sql` with what is known of its columns: to ask for it at each execution costs as much as to read a row. */
export function prepareStatement(database: Database, sql: string): PreparedStatement {
  const statement = database.prepare(sql);
  const execute = (values: readonly unknown[]) => statement.run(values).changes;
  if (!statement.reader) {
    return {
      isRead: false,
      execute,
      query(values) {
        execute(values);
        return { columnNames: [], columnTypes: [], rows: [] };
      },
    };
  }
  statement.raw();
  let columns = describeColumns(statement.columns());
  return {
    isRead: statement.readonly && READ.test(sql),
    execute,
    query(values) {
      const rows = statement.all(values);
      // SQLite prepares a statement anew when the schema has changed: `*` may stand for more columns by now.
      if (rows[0] !== undefined && rows[0].length !== columns.names.length) {
        columns = describeColumns(statement.columns());
      }
      return buildResult(columns, rows);
    },
  };
}

/** A column of a statement's rows. */
export interface Column {
  readonly name: string;
  /** As its table declares it; null for an expression. */
  readonly type: string | null;
}

/** What is known of a statement's columns before it is executed. */
export interface KnownColumns {
  readonly names: string[];
  /** Null where only the values tell. */
  readonly types: readonly (ColumnType | null)[];
}

export function describeColumns(columns: readonly Column[]): KnownColumns {
  return { names: columns.map(({ name }) => name), types: columns.map(({ type }) => findDeclaredType(type)) };
}

/** The result that Prisma expects for `rows` as SQLite gives them, which are changed in place. */
export function buildResult({ names, types }: KnownColumns, rows: unknown[][]): SqlResultSet {
  const columnTypes = types.map((type, index) => type ?? inferType(rows, index));
  for (const row of rows) readValues(row, columnTypes);
  return { columnNames: names, columnTypes, rows };
}
