import type { CheckTools } from "../packages/check/step.ts";
import { diffMigrations } from "./diff-migrations.ts";
import { openRehearsalDatabase } from "./open-rehearsal-database.ts";

/** This project's commands and databases, for the check. */
export const checkTools: CheckTools = {
  diffMigrations,
  openRehearsalDatabase,
  compose: (args) => writeScript("compose", args),
  check: (args) => writeScript("check", args),
  newMigration: (subgraph) => writeScript("migration", [subgraph, "<name>"]),
};

function writeScript(name: string, args: readonly string[]): string {
  return ["npm run", name, ...(args.length === 0 ? [] : ["--", ...args])].join(" ");
}
