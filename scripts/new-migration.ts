import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diffMigrations } from "./diff-migrations.ts";

// `npm run migration -- <subgraph> <name>`: writes the SQL that leads from the migrations so far to schema.prisma.

const LOCK_FILE = 'provider = "sqlite"\n';

async function writeMigration(subgraph: string, name: string): Promise<string | null> {
  const folder = join("prisma", subgraph);
  const migrationsFolder = join(folder, "migrations");
  await mkdir(migrationsFolder, { recursive: true });
  await writeFile(join(migrationsFolder, "migration_lock.toml"), LOCK_FILE);
  const sql = await diffMigrations({ migrationsFolder, schemaFile: join(folder, "schema.prisma") });
  if (sql === null) return null;
  const migrationFolder = join(migrationsFolder, `${timestamp()}_${name}`);
  await mkdir(migrationFolder);
  await writeFile(join(migrationFolder, "migration.sql"), sql);
  return migrationFolder;
}

function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, "").slice(0, 14);
}

const [subgraph, name] = process.argv.slice(2);
if (subgraph === undefined || name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write("usage: npm run migration -- <subgraph> <name_in_snake_case>\n");
  process.exitCode = 2;
} else {
  const written = await writeMigration(subgraph, name);
  process.stdout.write(written === null ? "schema.prisma has no change to migrate\n" : `wrote ${written}\n`);
}
