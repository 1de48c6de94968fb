import type { ColumnType, SqlResultSet } from "@prisma/driver-adapter-utils";
import type Database from "better-sqlite3";
import { findDeclaredType, inferType } from "./column-types.ts";
import { readValues } from "./values.ts";

/** What only reads by its text: some other statements change no row, but the connection. */
const READ = /^\s*(?:\/\*[^*]*\*\/\s*)?(?:SELECT|WITH)\b/i;

/** A statement that is executed often. */
export type PreparedStatement = ReturnType<typeof prepareStatement>;

/** Prepares `sql` with what is known of its columns: to ask for it at each execution costs as much as to read a row. */
export function prepareStatement(database: Database, sql: string) {
  const statement = database.prepare(sql);
  const reading = statement.reader ? statement.raw() : null;
  let columns = describeColumns(reading?.columns() ?? []);
  return {
    /** Whether it only reads rows, so that another connection can execute it. */
    isRead: reading !== null && statement.readonly && READ.test(sql),
    /** Executes it. @returns how many rows it has changed */
    execute: (values: readonly unknown[]): number => statement.run(values).changes,
    /** Executes it. @returns its rows, as Prisma expects them */
    query(values: readonly unknown[]): SqlResultSet {
      if (reading === null) statement.run(values);
      const rows = reading?.all(values) ?? [];
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

/** What is known of columns before there are values: the type is null where only these tell. */
export function describeColumns(columns: readonly Column[]) {
  return { names: columns.map(({ name }) => name), types: columns.map(({ type }) => findDeclaredType(type)) };
}

/** The result that Prisma expects for `rows` as SQLite gives them, which are changed in place. */
export function buildResult({ names, types }: ReturnType<typeof describeColumns>, rows: unknown[][]): SqlResultSet {
  const columnTypes: ColumnType[] = types.map((type, index) => type ?? inferType(rows, index));
  for (const row of rows) readValues(row, columnTypes);
  return { columnNames: names, columnTypes, rows };
}
