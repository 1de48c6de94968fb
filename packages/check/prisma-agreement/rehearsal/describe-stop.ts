/** The columns of every table, as they were before the new migrations. */
export type ColumnsBefore = ReadonlyMap<string, ReadonlySet<string>>;

/** Why a statement stops, and what would mend it. */
export interface Stop {
  readonly message: string;
  readonly mend: string;
}

const MEND_REQUIRED = "Give the column a default, or fill it in the migration before it becomes required.";
const MEND_UNIQUE = "Let the migration merge or tell apart such rows first.";
const MEND_OTHER = "Let the migration change or remove such rows first.";

/** Describes the rows that the statement `sql` stops at. @param error SQLite's text */
export function describeStop(error: string, sql: string, before: ColumnsBefore): Stop {
  const [, constraint, rest = ""] = /^(\w+(?: \w+)?) constraint failed(?:: (.*))?$/.exec(error) ?? [];
  const columns = rest.split(", ").map((column) => column.slice(column.lastIndexOf(".") + 1));
  const table = findTableBefore(rest.slice(0, Math.max(0, rest.indexOf("."))), before);
  if (constraint === "NOT NULL" && table !== null) return describeMissing(table, columns.join(), before);
  if (constraint === "UNIQUE" && table !== null) {
    return { message: `rows of ${table} that have the same ${columns.join(" and ")}`, mend: MEND_UNIQUE };
  }
  const [, altered = "", added = ""] = ADDED_COLUMN.exec(sql) ?? [];
  const alteredTable = findTableBefore(altered, before);
  if (error.startsWith("Cannot add") && alteredTable !== null) return describeMissing(alteredTable, added, before);
  return { message: `rows that it does not suit (${error})`, mend: MEND_OTHER };
}

/** Describes the rows of `table` whose references are broken. */
export function describeBrokenReference(table: string, target: string): Stop {
  return { message: `rows of ${table} that refer to a ${target} that is not there`, mend: MEND_OTHER };
}

const ADDED_COLUMN = /^ALTER\s+TABLE\s+["`[]?(\w+)["`\]]?\s+ADD\s+(?:COLUMN\s+)?["`[]?(\w+)/i;

function describeMissing(table: string, column: string, before: ColumnsBefore): Stop {
  const message = before.get(table)?.has(column)
    ? `rows of ${table} that have no ${column}`
    : `the rows of ${table}: none has a ${column} yet`;
  return { message, mend: MEND_REQUIRED };
}

/** Prisma rebuilds a table under another name, `new_Book`, and copies the rows there. */
function findTableBefore(table: string, before: ColumnsBefore): string | null {
  const old = table.replace(/^new_/, "");
  if (!before.has(table) && before.has(old)) return old;
  return table === "" ? null : table;
}
