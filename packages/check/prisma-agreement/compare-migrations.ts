import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Place, type Problem, placeLine } from "../../composition/problem.ts";
import type { CheckContext } from "../step.ts";
import type { MigrationTools } from "./migration-tools.ts";
import type { PrismaSchema } from "./prisma-schema.ts";
import { listMigrations } from "./rehearsal/list-migrations.ts";
import { rehearseMigrations } from "./rehearsal/rehearse-migrations.ts";

/** Where the migrations are, which of them are new, and what works with them. */
export type Checkout = Pick<CheckContext, "root" | "baseCommit" | "tools">;

/**
 * Checks that the migrations of the subgraph `name` build the database of schema.prisma, and that the new ones apply to
 * a database with rows.
 */
export async function compareMigrations(
  checkout: Checkout,
  name: string,
  schema: PrismaSchema,
): Promise<readonly Problem[]> {
  const { root, tools } = checkout;
  if (tools.migrations === null) return [];
  const folder = join("prisma", name, "migrations");
  const mend = `Run \`${tools.newMigration(name)}\`.`;
  if (!existsSync(join(root, folder))) {
    const message = `${schema.file} has no folder of migrations, ${folder}.`;
    return [buildOutdated(message, mend, placeLine(schema.file, 1))];
  }
  try {
    const paths = { migrationsFolder: join(root, folder), schemaFile: join(root, schema.file) };
    const sql = await tools.migrations.diffMigrations(paths);
    const rehearsed = [
      ...(await rehearse(checkout, folder, tools.migrations)),
      ...(await comparePostgresql(join(root, "prisma", name), schema, mend, tools.migrations)),
    ];
    if (sql === null) return rehearsed;
    const message = describeLack(`The migrations in ${folder}`, schema, sql);
    return [buildOutdated(message, mend, placeLine(schema.file, findFirstTable(sql, schema))), ...rehearsed];
  } catch (error) {
    return [buildReplayFailure(folder, (error as Error).message)];
  }
}

async function rehearse(
  { root, baseCommit }: Checkout,
  folder: string,
  { openRehearsalDatabase }: MigrationTools,
): Promise<readonly Problem[]> {
  const { old, added } = await listMigrations(root, folder, baseCommit);
  if (added.length === 0) return [];
  const database = await openRehearsalDatabase();
  try {
    return await rehearseMigrations(database, old, added);
  } finally {
    await database.close();
  }
}

async function comparePostgresql(
  folder: string,
  schema: PrismaSchema,
  mend: string,
  { diffPostgresql }: MigrationTools,
): Promise<readonly Problem[]> {
  const place = placeLine(schema.file, 1);
  try {
    const sql = await diffPostgresql(folder);
    return sql === null ? [] : [buildOutdated(describeLack("The migrations for PostgreSQL", schema, sql), mend, place)];
  } catch (error) {
    const message = `PostgreSQL cannot have ${schema.file}: ${(error as Error).message.split("\n")[0]}`;
    return [buildFailure(message, "Use types that both databases have.", place)];
  }
}

function describeLack(migrations: string, { file }: PrismaSchema, sql: string): string {
  const lack = sql.replaceAll(/^\s*--.*$/gm, "").trim();
  return `${migrations} do not produce ${file}. What they lack: ${lack}`;
}

function buildOutdated(message: string, mend: string, place: Place): Problem {
  return { severity: "error", code: "migrations-out-of-date", message, mend, places: [place] };
}

/** Prisma's engine names the migration that it could not apply, in backquotes. */
function buildReplayFailure(folder: string, reason: string): Problem {
  const [, migration] = /Migration `([^`]+)`/.exec(reason) ?? [];
  const [firstLine] = reason.split("\n");
  return buildFailure(
    `The migrations in ${folder} cannot be replayed: ${firstLine?.trim()}`,
    "Correct the migration, if no database has it yet; otherwise restore it and write another.",
    migration === undefined ? placeLine(folder, null) : placeLine(join(folder, migration, "migration.sql"), 1),
  );
}

function buildFailure(message: string, mend: string, place: Place): Problem {
  return { severity: "error", code: "migrations-fail", message, mend, places: [place] };
}

/** The line of the first model that the SQL names, by its table or one of the table's indexes. */
function findFirstTable(sql: string, { models }: PrismaSchema): number | null {
  const names = [...sql.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  const found = names
    .map((name) => models.find(({ table }) => name === table || name.startsWith(`${table}_`)))
    .find((model) => model !== undefined);
  return found === undefined ? 1 : found.place.line;
}
