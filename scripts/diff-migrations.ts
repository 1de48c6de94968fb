import { readFile } from "node:fs/promises";
import { createDatabaseAdapter } from "../subgraphs/shared/database/adapter.ts";
import { readMigrationFolder } from "../subgraphs/shared/database/migration-folder.ts";
import { withSchemaEngine } from "../subgraphs/shared/database/schema-engine.ts";

/**
 * Works out, with Prisma's schema engine and a database in memory, the SQL that leads from what the migrations of a
 * folder build to what schema.prisma describes; null when they agree. Throws an Error when a migration does not apply.
 */
export async function diffMigrations(paths: {
  readonly migrationsFolder: string;
  readonly schemaFile: string;
}): Promise<string | null> {
  const from = await readMigrationFolder(paths.migrationsFolder);
  const files = [{ path: paths.schemaFile, content: await readFile(paths.schemaFile, "utf8") }];
  const { stdout, exitCode } = await withSchemaEngine(createDatabaseAdapter(":memory:"), (engine) =>
    engine.diff({
      from: { tag: "migrations", ...from },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: from.migrationDirectories.flatMap(listVirtualTables), externalEnums: [] },
    }),
  );
  return exitCode === 0 ? null : stdout;
}

type MigrationDirectory = Awaited<ReturnType<typeof readMigrationFolder>>["migrationDirectories"][number];

const VIRTUAL_TABLE = /CREATE\s+VIRTUAL\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?["`[]?(\w+)/gi;
/** A full-text index keeps its data in tables of these names (https://www.sqlite.org/fts5.html#fts5_data_structures). */
const SHADOW_TABLES = ["", "_data", "_idx", "_content", "_docsize", "_config"];

/** The virtual tables of a migration: schema.prisma cannot describe them. */
function listVirtualTables({ migrationFile: { content } }: MigrationDirectory): string[] {
  const sql = content.tag === "ok" ? content.value : "";
  return [...sql.matchAll(VIRTUAL_TABLE)].flatMap(([, name = ""]) => SHADOW_TABLES.map((shadow) => name + shadow));
}
