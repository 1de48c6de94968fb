import { createHash } from "node:crypto";
import { ColumnTypeEnum, type SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import type pg from "pg";
import { selectRows } from "../select-rows.ts";

/** Rows that are read or written at once. */
const ROWS_AT_ONCE = 1_000;
/** A moment without a zone is in UTC, in both databases. */
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

/** A row by its columns. */
type Row = Readonly<Record<string, unknown>>;

/** How many rows a table has, and a checksum over all of them, in any order. */
export interface TableSum {
  readonly rows: number;
  /** 256 bits in hexadecimal: the SHA-256 of each row, joined by XOR. */
  readonly checksum: string;
}

/** Sums up rows one after another. */
export function createTableSum() {
  const sum = Buffer.alloc(32);
  let rows = 0;
  return {
    add(row: Row): void {
      rows += 1;
      const entries = Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1));
      const hash = createHash("sha256").update(JSON.stringify(entries)).digest();
      for (const [index, byte] of hash.entries()) sum[index] = (sum[index] ?? 0) ^ byte;
    },
    finish: (): TableSum => ({ rows, checksum: sum.toString("hex") }),
  };
}

/** The rows of a table of SQLite, some at once, and which of its columns are moments. */
export async function* readSqliteRows(connection: SqlDriverAdapter, table: string) {
  let after = -1;
  for (;;) {
    const { columnNames, columnTypes, rows } = await connection.queryRaw({
      sql: `SELECT rowid AS "copied rowid", * FROM "${table}" WHERE rowid > ${after} ORDER BY rowid LIMIT ${ROWS_AT_ONCE}`,
      args: [],
      argTypes: [],
    });
    if (rows.length === 0) return;
    after = Number(rows.at(-1)?.[0]);
    const names = columnNames.slice(1);
    const moments = names.filter((_name, index) => columnTypes[index + 1] === ColumnTypeEnum.DateTime);
    yield {
      moments,
      rows: rows.map((row) =>
        normalize(Object.fromEntries(names.map((name, index) => [name, row[index + 1]])), moments),
      ),
    };
  }
}

/** The rows of a table of PostgreSQL, within a transaction. */
export async function* readPostgresqlRows(client: Pick<pg.Pool, "query">, table: string, moments: readonly string[]) {
  await client.query(
    `DECLARE "copied rows" CURSOR FOR SELECT row_to_json("copied") AS "row" FROM "${table}" AS "copied"`,
  );
  for (;;) {
    const { rows } = await client.query<{ readonly row: Row }>(`FETCH ${ROWS_AT_ONCE} FROM "copied rows"`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => normalize(row, moments));
  }
  await client.query('CLOSE "copied rows"');
}

/** The tables of a SQLite database that hold its data, those that others refer to first. */
export async function listTables(connection: SqlDriverAdapter): Promise<string[]> {
  const found = await selectRows(
    connection,
    `SELECT "name" FROM pragma_table_list WHERE "schema" = 'main' AND "type" = 'table'
       AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND "name" <> '_prisma_migrations'`,
  );
  const waiting = new Set(found.map(([name]) => String(name)));
  const inOrder: string[] = [];
  while (waiting.size > 0) {
    for (const table of waiting) {
      const references = await selectRows(connection, `SELECT "table" FROM pragma_foreign_key_list('${table}')`);
      if (references.some(([other]) => other !== table && waiting.has(String(other)))) continue;
      waiting.delete(table);
      inOrder.push(table);
    }
  }
  return inOrder;
}

function normalize(row: Row, moments: readonly string[]): Row {
  const changed = moments.map((name) => [name, readMoment(row[name])] as const);
  return { ...row, ...Object.fromEntries(changed) };
}

function readMoment(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  return new Date(ZONE.test(text) ? text : `${text}Z`).toISOString();
}
