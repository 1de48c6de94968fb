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
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return exitCode === 0 ? null : stdout;
}
