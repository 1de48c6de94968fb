import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabaseAdapter } from "../subgraphs/runtime/database/adapter.ts";
import { readMigrationFolder } from "../subgraphs/runtime/database/migration-folder.ts";
import { withSchemaEngine } from "../subgraphs/runtime/database/schema-engine.ts";

// `npm run migration -- <subgraph> <name>`: writes the SQL that leads from the migrations so far to schema.prisma.

const LOCK_FILE = 'provider = "sqlite"\n';

async function writeMigration(subgraph: string, name: string): Promise<string | null> {
  const folder = join("prisma", subgraph);
  const migrationsFolder = join(folder, "migrations");
  await mkdir(migrationsFolder, { recursive: true });
  await writeFile(join(migrationsFolder, "migration_lock.toml"), LOCK_FILE);
  const sql = await buildMigrationSql(folder, migrationsFolder);
  if (sql === null) return null;
  const migrationFolder = join(migrationsFolder, `${timestamp()}_${name}`);
  await mkdir(migrationFolder);
  await writeFile(join(migrationFolder, "migration.sql"), sql);
  return migrationFolder;
}

async function buildMigrationSql(folder: string, migrationsFolder: string): Promise<string | null> {
  const path = join(folder, "schema.prisma");
  const from = await readMigrationFolder(migrationsFolder);
  const files = [{ path, content: await readFile(path, "utf8") }];
  const { stdout, exitCode } = await withSchemaEngine(createDatabaseAdapter(":memory:"), (engine) =>
    engine.diff({
      from: { tag: "migrations", ...from },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return exitCode === 0 ? null : stdout;
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
