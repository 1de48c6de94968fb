import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createDataFolder } from "../../../support/data-folder.ts";

/** Later than all that there are. */
const MIGRATION = "99991231000000_shelf";
const SQL = 'ALTER TABLE "Book" ADD COLUMN "shelf" TEXT NOT NULL DEFAULT \'none\';\n';

/** What a process finds in its folder, beside `dist`. */
const GIVEN = ["supergraph.graphql", "operations", "package.json"];

/**
 * Makes the next version of this build: its books has one more migration, which adds a column.
 * @returns its folder, which is removed at `stopStarted`
 */
export function buildNextVersion(): string {
  const folder = createDataFolder();
  const isNeeded = (path: string) => !path.includes("test-databases");
  cpSync("dist", join(folder, "dist"), { recursive: true, filter: isNeeded });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  for (const name of GIVEN) cpSync(name, join(folder, name), { recursive: true });
  const migrations = join(folder, "dist", "prisma", "books", "postgresql", "migrations");
  const earlier = readdirSync(migrations).filter((name) => name > MIGRATION && /^\d/.test(name));
  if (earlier.length > 0) throw new Error(`${earlier} would come after the new migration`);
  mkdirSync(join(migrations, MIGRATION));
  writeFileSync(join(migrations, MIGRATION, "migration.sql"), SQL);
  return folder;
}
