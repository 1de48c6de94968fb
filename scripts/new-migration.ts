import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, readArguments, runCommand } from "./command-line.ts";
import { diffMigrations } from "./diff-migrations.ts";
import { listPrismaFolders } from "./list-subgraphs.ts";
import { diffPostgresql, POSTGRESQL_FOLDER, readDerivedSchema } from "./postgresql-schema.ts";

// `npm run migration -- <subgraph> <name>`: writes the SQL that leads from the migrations so far to schema.prisma, for
// SQLite and for PostgreSQL.

const USAGE = "usage: npm run migration -- <subgraph> <name_in_snake_case>";

/** Writes the migration `name` of the subgraph for both databases. @returns the folders that were written */
async function writeMigrations(subgraph: string, name: string): Promise<string[]> {
  const folder = join("prisma", subgraph);
  const timestamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folderName = `${timestamp}_${name}`;
  const written = [await writeForSqlite(folder, folderName), await writeForPostgresql(folder, folderName)];
  return written.filter((path) => path !== null);
}

async function writeForSqlite(folder: string, folderName: string): Promise<string | null> {
  const migrationsFolder = await prepareFolder(folder, "sqlite");
  const sql = await diffMigrations({ migrationsFolder, schemaFile: join(folder, "schema.prisma") });
  return sql === null ? null : writeSql(migrationsFolder, folderName, sql);
}

async function writeForPostgresql(folder: string, folderName: string): Promise<string | null> {
  const ownFolder = join(folder, POSTGRESQL_FOLDER);
  const migrationsFolder = await prepareFolder(ownFolder, "postgresql");
  const modelFile = join(ownFolder, "schema.prisma");
  const model = await readDerivedSchema(folder);
  const sql = await diffPostgresql(existsSync(modelFile) ? await readFile(modelFile, "utf8") : null, model);
  await writeFile(modelFile, model);
  return sql === null ? null : writeSql(migrationsFolder, folderName, sql);
}

/** @returns the folder of migrations in `folder`, where Prisma finds what they are for */
async function prepareFolder(folder: string, provider: "sqlite" | "postgresql"): Promise<string> {
  const migrationsFolder = join(folder, "migrations");
  await mkdir(migrationsFolder, { recursive: true });
  await writeFile(join(migrationsFolder, "migration_lock.toml"), `provider = "${provider}"\n`);
  return migrationsFolder;
}

async function writeSql(migrationsFolder: string, folderName: string, sql: string): Promise<string> {
  const migrationFolder = join(migrationsFolder, folderName);
  await mkdir(migrationFolder);
  await writeFile(join(migrationFolder, "migration.sql"), sql);
  return migrationFolder;
}

function readNames(): { subgraph: string; name: string } {
  const { positionals } = readArguments(USAGE, { allowPositionals: true });
  const [subgraph, name, ...others] = positionals;
  if (subgraph === undefined || name === undefined || others.length > 0) throw new CommandError(USAGE);
  if (!/^[a-z0-9_]+$/.test(name)) throw new CommandError(`"${name}" is not in snake_case: ${USAGE}`);
  const known = listPrismaFolders();
  if (!known.includes(subgraph)) {
    throw new CommandError(
      `there is no subgraph "${subgraph}" with a prisma/${subgraph}/schema.prisma: there are ${known.join(", ")}`,
    );
  }
  return { subgraph, name };
}

await runCommand({ prefix: "", exitCode: 2 }, async () => {
  const { subgraph, name } = readNames();
  const written = await writeMigrations(subgraph, name);
  if (written.length === 0) process.stdout.write("schema.prisma has no change to migrate\n");
  for (const path of written) process.stdout.write(`wrote ${path}\n`);
  return 0;
});
