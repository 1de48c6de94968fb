import { type Problem, placeLine } from "../../../composition/problem.ts";
import { type ColumnsBefore, describeBrokenReference, describeStop, type Stop } from "./describe-stop.ts";
import { fillTables } from "./fill-tables.ts";
import { listTables, quoteName, quoteText, type RehearsalDatabase } from "./rehearsal-database.ts";
import { type Statement, splitStatements } from "./split-statements.ts";

/** A migration that Prisma made. */
export interface Migration {
  readonly name: string;
  readonly file: string;
  readonly sql: string;
}

const ACCEPT = ' Or accept it: put "-- check-disable migration-stops: the reason" above the statement.';
const ACCEPTED = /check-disable migration-stops: *\S/;
const MAXIMUM_QUOTE = 100;

/**
 * Applies the new migrations to a database with rows in every table that the old ones built. Finds the statement that
 * stops, and the rows it stops at, and migrations that lose rows. The comment `-- check-disable migration-stops:
 * <reason>` above a statement accepts that it stops; nothing after it is tried then.
 */
export async function rehearseMigrations(
  database: RehearsalDatabase,
  old: readonly Migration[],
  added: readonly Migration[],
): Promise<readonly Problem[]> {
  const [firstAdded] = added;
  if (firstAdded === undefined) return [];
  // As at start: a migration that rebuilds a table needs it so, and cannot turn it on inside a transaction.
  await database.run("PRAGMA foreign_keys = OFF");
  for (const { sql } of old) await database.run(`BEGIN;\n${sql}\n;COMMIT`);
  const problems: Problem[] = (await fillTables(database)).map((table) => buildUntried(table, firstAdded));
  const before = await readColumns(database);
  const brokenBefore = new Set((await findBrokenReferences(database)).map(({ table }) => table));
  for (const migration of added) {
    const rows = await countRows(database);
    const triggers = await listTriggers(database);
    const stopped = await applyStatements(database, migration, before);
    if (stopped !== null) return [...problems, ...stopped];
    const broken = (await findBrokenReferences(database)).find(({ table }) => !brokenBefore.has(table));
    if (broken !== undefined) {
      const stop = describeBrokenReference(broken.table, broken.target);
      return [...problems, buildStopped(migration, null, stop)];
    }
    problems.push(...findLostRows(migration, rows, await countRows(database)));
    problems.push(...findLostTriggers(migration, triggers, await listTriggers(database)));
  }
  return problems;
}

/** What stopped the migration, empty when that is accepted; null when it was applied. */
async function applyStatements(
  database: RehearsalDatabase,
  migration: Migration,
  before: ColumnsBefore,
): Promise<readonly Problem[] | null> {
  await database.run("BEGIN");
  for (const statement of splitStatements(migration.sql)) {
    try {
      await database.run(statement.sql);
    } catch (error) {
      if (ACCEPTED.test(statement.comments)) return [];
      const stop = describeStop((error as Error).message, statement.sql, before);
      return [buildStopped(migration, statement, stop)];
    }
  }
  await database.run("COMMIT");
  return null;
}

async function readColumns(database: RehearsalDatabase): Promise<ColumnsBefore> {
  const columns = new Map<string, ReadonlySet<string>>();
  for (const table of await listTables(database)) {
    const rows = await database.select(`SELECT name FROM pragma_table_info(${quoteText(table)})`);
    columns.set(table, new Set(rows.map(({ name }) => String(name))));
  }
  return columns;
}

async function findBrokenReferences(database: RehearsalDatabase) {
  const rows = await database.select("PRAGMA foreign_key_check");
  return rows.map(({ table, parent }) => ({ table: String(table), target: String(parent) }));
}

async function countRows(database: RehearsalDatabase): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const table of await listTables(database)) {
    const [row] = await database.select(`SELECT count(*) AS count FROM ${quoteName(table)}`);
    counts.set(table, Number(row?.count));
  }
  return counts;
}

/** A dropped table has not lost its rows if a new one has as many. */
function findLostRows(
  { name, file }: Migration,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Problem[] {
  const mostNew = Math.max(0, ...[...after].map(([table, count]) => (before.has(table) ? 0 : count)));
  return [...before].flatMap(([table, count]) => {
    if ((after.get(table) ?? mostNew) >= count) return [];
    const how = after.has(table) ? "removes rows of" : "drops";
    const message = `The migration ${name} ${how} ${table}, which had rows in a trial.`;
    return [buildWarning(file, "migration-loses-rows", message, "Copy what is still needed first.")];
  });
}

async function listTriggers(database: RehearsalDatabase): Promise<ReadonlyMap<string, string>> {
  const rows = await database.select("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'");
  return new Map(rows.map(({ name, tbl_name: table }) => [String(name), String(table)]));
}

const DROPPED_TRIGGER = /\bDROP\s+TRIGGER\s+(?:IF\s+EXISTS\s+)?(?:\w+\s*\.\s*)?["`[]?([^"`\];\s]+)/gi;

/** Prisma rebuilds a table without its triggers: what they keep would go stale. A migration may drop one by its name. */
function findLostTriggers(
  { name, file, sql }: Migration,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Problem[] {
  const dropped = [...sql.matchAll(DROPPED_TRIGGER)].map(([, name = ""]) => name.toLowerCase());
  const lost = [...before.keys()].filter((name) => !after.has(name) && !dropped.includes(name.toLowerCase()));
  return lost.map((trigger) => {
    const message = `The migration ${name} rebuilds ${before.get(trigger)} without its trigger ${trigger}.`;
    return buildWarning(file, "migration-loses-triggers", message, "Create the trigger again, or drop it by its name.");
  });
}

function buildStopped({ name, file }: Migration, statement: Statement | null, { message, mend }: Stop): Problem {
  const text = statement?.sql.replaceAll(/\s+/g, " ").replace(/;$/, "").slice(0, MAXIMUM_QUOTE);
  const where = text === undefined ? "The migration" : `\`${text}\` in the migration`;
  const accept = statement === null ? "" : ACCEPT;
  return {
    severity: "error",
    code: "migration-stops",
    message: `${where} ${name} stops at ${message}.`,
    mend: `${mend}${accept}`,
    places: [placeLine(file, statement?.line ?? 1)],
  };
}

function buildUntried(table: string, { name, file }: Migration): Problem {
  const message = `Whether ${name} suits the rows of ${table} is not known: the check could make no row for the table.`;
  return buildWarning(file, "migration-not-tried", message, "Try the migration on a copy of the database.");
}

function buildWarning(file: string, code: string, message: string, mend: string): Problem {
  return { severity: "warning", code, message, mend, places: [placeLine(file, 1)] };
}
