import type { CheckTools } from "../packages/check/check-request.ts";
import type { MigrationTools } from "../packages/check/prisma-agreement/migration-tools.ts";
import { diffMigrations } from "./diff-migrations.ts";
import { openRehearsalDatabase } from "./open-rehearsal-database.ts";
import { findLack } from "./postgresql-schema.ts";

export const migrationTools: MigrationTools = { diffMigrations, diffPostgresql: findLack, openRehearsalDatabase };

/** This project's commands and databases, for the check. */
export const checkTools: CheckTools = {
  migrations: migrationTools,
  compose: (args) => writeScript("compose", args),
  check: (args) => writeScript("check", args),
  newMigration: (subgraph) => writeScript("migration", [subgraph, "<name>"]),
};

function writeScript(name: string, args: readonly string[]): string {
  return ["npm run", name, ...(args.length === 0 ? [] : ["--", ...args])].join(" ");
}
