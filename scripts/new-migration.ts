import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, readArguments, runCommand } from "./command-line.ts";
import { diffMigrations } from "./diff-migrations.ts";
import { listPrismaFolders } from "./list-subgraphs.ts";

// `npm run migration -- <subgraph> <name>`: writes the SQL that leads from the migrations so far to schema.prisma.

const USAGE = "usage: npm run migration -- <subgraph> <name_in_snake_case>";

const LOCK_FILE = 'provider = "sqlite"\n';

async function writeMigration(subgraph: string, name: string): Promise<string | null> {
  const folder = join("prisma", subgraph);
  const migrationsFolder = join(folder, "migrations");
  await mkdir(migrationsFolder, { recursive: true });
  await writeFile(join(migrationsFolder, "migration_lock.toml"), LOCK_FILE);
  const sql = await diffMigrations({ migrationsFolder, schemaFile: join(folder, "schema.prisma") });
  if (sql === null) return null;
  const timestamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const migrationFolder = join(migrationsFolder, `${timestamp}_${name}`);
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
  const written = await writeMigration(subgraph, name);
  process.stdout.write(written === null ? "schema.prisma has no change to migrate\n" : `wrote ${written}\n`);
  return 0;
});
