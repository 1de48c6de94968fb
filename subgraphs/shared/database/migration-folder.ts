import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationDirectory, MigrationList } from "@prisma/schema-engine-wasm";
import { isPostgresql } from "./postgresql/connection-settings.ts";

const LOCK_FILE = "migration_lock.toml";

/** Where the migrations of the subgraph `name` are, for the kind of database at `databaseUrl`. */
export function findMigrationFolder(name: string, databaseUrl: string): string {
  const folder = isPostgresql(databaseUrl) ? "postgresql/migrations" : "migrations";
  return fileURLToPath(new URL(`../../../prisma/${name}/${folder}`, import.meta.url));
}

/** The names of the migrations in `folder`, in the order they apply. */
export async function readMigrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort();
}

/** Reads a Prisma `migrations/` folder, in the order the migrations apply, into the form its engine takes. */
export async function readMigrationFolder(folder: string): Promise<MigrationList> {
  const names = await readMigrationNames(folder);
  return {
    baseDir: folder,
    lockfile: { path: LOCK_FILE, content: await readFile(join(folder, LOCK_FILE), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(names.map((name) => readMigration(folder, name))),
  };
}

async function readMigration(folder: string, name: string): Promise<MigrationDirectory> {
  const content = await readFile(join(folder, name, "migration.sql"), "utf8");
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value: content } } };
}
