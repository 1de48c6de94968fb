import { listTables, quoteName, quoteText, type RehearsalDatabase } from "./rehearsal-database.ts";

/** Two rows that are alike except where they must differ, then two with null wherever it is allowed. */
const ROWS = [0, 1, 2, 3];
const FIRST_WITH_NULLS = 2;
/** References that lead to references: a longer chain is a circle. */
const MAXIMUM_CHAIN = 8;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly default: string | null;
}

interface Reference {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
}

interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The fewest columns that must differ between two rows; others for the rows with nulls. */
  readonly distinct: { readonly full: ReadonlySet<string>; readonly withNulls: ReadonlySet<string> };
  readonly references: readonly Reference[];
}

type Tables = ReadonlyMap<string, Table>;

/**
 * Puts rows into every table: as empty and as alike as the schema allows, with valid references. Foreign keys are not
 * enforced meanwhile. Returns the tables for which no row could be made.
 */
export async function fillTables(database: RehearsalDatabase): Promise<readonly string[]> {
  const tables = new Map<string, Table>();
  for (const name of await listTables(database)) {
    tables.set(name.toLowerCase(), await readTable(database, name));
  }
  const filled = new Set<string>();
  for (const table of tables.values())
    for (const row of ROWS) if (await insertRow(database, tables, table, row)) filled.add(table.name);
  return [...tables.values()].flatMap(({ name }) => (filled.has(name) ? [] : [name]));
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
  const [full, withNulls] = [chooseDistinct(unique, references, 0), chooseDistinct(unique, references, 1)];
  return { name, columns: columns.map(readColumn), distinct: { full, withNulls }, references };
}

function readColumn({ name, type, notnull, pk, dflt_value: value }: Readonly<Record<string, unknown>>): Column {
  return {
    name: String(name),
    type: String(type),
    isNullable: Number(notnull) === 0 && Number(pk) === 0,
    default: value == null ? null : String(value),
  };
}

/** A reference that names no column is to the primary key. */
const REFERRED_COLUMN = 'coalesce(f."to", (SELECT p.name FROM pragma_table_info(f."table") p WHERE p.pk = f.seq + 1))';

function listOf(expression: string): string {
  return `group_concat(${expression}, char(31))`;
}

function splitList(names: unknown): readonly string[] {
  return names == null ? [] : String(names).split("\u001f");
}

/**
 * Columns that hold references are chosen last, so that rows may refer to the same row.
 * @param turn which of a key's columns is chosen
 */
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

async function insertRow(database: RehearsalDatabase, tables: Tables, table: Table, row: number): Promise<boolean> {
  const names = table.columns.map(({ name }) => name);
  const all = new Set(names);
  // If an index is on an expression, its columns are not known: then all of them differ.
  for (const written of [table, { ...table, distinct: { full: all, withNulls: all } }]) {
    const values = table.columns.map((column) => writeValue(tables, written, column, row, MAXIMUM_CHAIN));
    const into = `${quoteName(table.name)} (${names.map(quoteName).join(", ")})`;
    try {
      await database.run(`INSERT INTO ${into} VALUES (${values.join(", ")})`);
      return true;
    } catch {}
  }
  return false;
}

/** An SQL expression, always the same for the same row. */
function writeValue(
  tables: Tables,
  { distinct, references }: Table,
  column: Column,
  row: number,
  chain: number,
): string {
  if (column.isNullable && row >= FIRST_WITH_NULLS) return "NULL";
  const differing = row >= FIRST_WITH_NULLS ? distinct.withNulls : distinct.full;
  const reference = references.find(({ columns }) => columns.has(column.name));
  const target = tables.get(reference?.table.toLowerCase() ?? "");
  const targetColumn = target?.columns.find(({ name }) => name === reference?.columns.get(column.name));
  if (reference && target && targetColumn && chain > 0) {
    const isDistinct = [...reference.columns.keys()].some((name) => differing.has(name));
    return writeValue(tables, target, targetColumn, isDistinct ? row : 0, chain - 1);
  }
  if (differing.has(column.name)) return writeLiteral(column.type, row);
  return column.default === null ? writeLiteral(column.type, 0) : `(${column.default})`;
}

function writeLiteral(type: string, row: number): string {
  if (/BLOB/i.test(type)) return `x'0${row}'`;
  if (/JSON/i.test(type)) return `'{"row":${row}}'`;
  if (/DATE|TIME/i.test(type)) return `'2026-01-01T00:00:0${row}.000+00:00'`;
  if (/BOOL/i.test(type)) return String(row % 2);
  // A migration may insert rows of its own, which count from 1.
  if (/INT|REAL|FLOA|DOUB|NUM|DEC/i.test(type)) return String(1001 + row);
  return `'row ${row}'`;
}
