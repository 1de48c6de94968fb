import { listTables, quoteName, quoteText, type RehearsalDatabase } from "./rehearsal-database.ts";

/** Two rows that are alike but for what must be unique, then two of them with null wherever it is allowed. */
const ROWS = [0, 1, 2, 3];
const FIRST_WITH_NULLS = 2;
/** References that lead on to references; a chain that is longer goes round in a circle. */
const MAXIMUM_CHAIN = 8;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** An SQL expression. */
  readonly default: string | null;
}

interface Reference {
  readonly table: string;
  /** The columns, each with the one it refers to. */
  readonly columns: ReadonlyMap<string, string>;
}

interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** As few columns as tell two rows apart wherever they must not be the same; others for the rows with nulls. */
  readonly distinct: { readonly full: ReadonlySet<string>; readonly withNulls: ReadonlySet<string> };
  readonly references: readonly Reference[];
}

/**
 * Puts rows into every table: as empty and as alike as the schema allows, with references that hold. Foreign keys are
 * not enforced meanwhile. Returns the tables that no row could be made for.
 */
export async function fillTables(database: RehearsalDatabase): Promise<readonly string[]> {
  const names = await listTables(database);
  const tables = new Map<string, Table>();
  for (const name of names) tables.set(name.toLowerCase(), await readTable(database, name));
  const empty: string[] = [];
  for (const table of tables.values()) {
    let isEmpty = true;
    for (const row of ROWS) if (await insertRow(database, tables, table, row)) isEmpty = false;
    if (isEmpty) empty.push(table.name);
  }
  return empty;
}

async function readTable(database: RehearsalDatabase, name: string): Promise<Table> {
  const quoted = quoteText(name);
  const columns = await database.select(`SELECT * FROM pragma_table_info(${quoted})`);
  const keys = await database.select(
    `SELECT ${listOf("c.name")} AS names FROM pragma_index_list(${quoted}) i, pragma_index_info(i.name) c
     WHERE i."unique" GROUP BY i.name`,
  );
  const links = await database.select(
    `SELECT f."table" AS target, ${listOf('f."from"')} AS names, ${listOf(REFERRED_COLUMN)} AS referred
     FROM pragma_foreign_key_list(${quoted}) f GROUP BY f.id`,
  );
  const primary = columns.filter(({ pk }) => Number(pk) > 0).map((column) => String(column.name));
  const unique = [primary, ...keys.map(({ names }) => splitList(names))];
  const references = links.map(({ target, names, referred }) => {
    const targets = splitList(referred);
    const pairs = splitList(names).map((column, index) => [column, targets[index] ?? ""] as const);
    return { table: String(target), columns: new Map(pairs) };
  });
  return {
    name,
    columns: columns.map((column) => ({
      name: String(column.name),
      type: String(column.type),
      isNullable: Number(column.notnull) === 0 && Number(column.pk) === 0,
      default: column.dflt_value == null ? null : String(column.dflt_value),
    })),
    distinct: {
      full: chooseDistinct(unique, references, 0),
      withNulls: chooseDistinct(unique, references, 1),
    },
    references,
  };
}

/** A reference that names no column is to the primary key. */
const REFERRED_COLUMN =
  'coalesce(f."to", (SELECT p.name FROM pragma_table_info(f."table") p WHERE p.pk = f.seq + 1))';

function listOf(expression: string): string {
  return `group_concat(${expression}, char(31))`;
}

function splitList(names: unknown): readonly string[] {
  return names == null ? [] : String(names).split("\u001f");
}

/** What refers to something else is told apart last, so that rows may refer to the same. @param turn of a key's columns */
function chooseDistinct(
  keys: readonly (readonly string[])[],
  references: readonly Reference[],
  turn: number,
): ReadonlySet<string> {
  const isReference = (column: string) => references.some(({ columns }) => columns.has(column));
  const distinct = new Set<string>();
  for (const key of keys) {
    if (key.some((column) => distinct.has(column))) continue;
    const sorted = [...key.filter((name) => !isReference(name)), ...key.filter(isReference)];
    const column = sorted[turn % sorted.length];
    if (column !== undefined) distinct.add(column);
  }
  return distinct;
}

async function insertRow(
  database: RehearsalDatabase,
  tables: ReadonlyMap<string, Table>,
  table: Table,
  row: number,
): Promise<boolean> {
  const names = table.columns.map(({ name }) => name);
  const all = new Set(names);
  const list = names.map(quoteName).join(", ");
  // An index on an expression, for one, does not say which columns it tells apart.
  for (const written of [table, { ...table, distinct: { full: all, withNulls: all } }]) {
    const values = table.columns.map((column) => writeValue(tables, written, column, row, MAXIMUM_CHAIN));
    try {
      await database.run(`INSERT INTO ${quoteName(table.name)} (${list}) VALUES (${values.join(", ")})`);
      return true;
    } catch {}
  }
  return false;
}

/** An SQL expression, always the same for the same row. */
function writeValue(
  tables: ReadonlyMap<string, Table>,
  { distinct, references }: Table,
  column: Column,
  row: number,
  chain: number,
): string {
  if (column.isNullable && row >= FIRST_WITH_NULLS) return "NULL";
  const told = row >= FIRST_WITH_NULLS ? distinct.withNulls : distinct.full;
  const reference = references.find(({ columns }) => columns.has(column.name));
  const target = tables.get(reference?.table.toLowerCase() ?? "");
  const targetColumn = target?.columns.find(({ name }) => name === reference?.columns.get(column.name));
  if (reference && target && targetColumn && chain > 0) {
    const isDistinct = [...reference.columns.keys()].some((name) => told.has(name));
    return writeValue(tables, target, targetColumn, isDistinct ? row : 0, chain - 1);
  }
  if (told.has(column.name)) return writeLiteral(column.type, row);
  return column.default === null ? writeLiteral(column.type, 0) : `(${column.default})`;
}

function writeLiteral(type: string, row: number): string {
  if (/BLOB/i.test(type)) return `x'0${row}'`;
  if (/JSON/i.test(type)) return `'{"row":${row}}'`;
  if (/DATE|TIME/i.test(type)) return `'2026-01-01T00:00:0${row}.000+00:00'`;
  if (/BOOL/i.test(type)) return String(row % 2);
  // A migration may have put rows of its own, which count from 1.
  if (/INT|REAL|FLOA|DOUB|NUM|DEC/i.test(type)) return String(1001 + row);
  return `'row ${row}'`;
}
