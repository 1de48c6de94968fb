import { access, constants, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { StartupError } from "../../../service/startup-error.ts";
import { createDatabaseAdapter } from "./adapter.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { findMigrationFolder } from "./migration-folder.ts";

/**
 * Makes the database of the subgraph `name` ready for use, creating the file and bringing it to the newest migration.
 * @returns the adapter to give to that subgraph's generated Prisma client
 * @throws StartupError when the folder cannot be written or the database is not ours to migrate
 */
export async function openDatabase(
  name: string,
  databaseUrl: string,
): Promise<SqlMigrationAwareDriverAdapterFactory> {
  const file = findDatabaseFile(databaseUrl);
  await requireWritableFolder(dirname(file));
  await createPrivateFile(file);
  await migrateDatabase(databaseUrl, findMigrationFolder(name));
  return createDatabaseAdapter(databaseUrl);
}

/** The path in a `file:` URL as Prisma writes them. */
export function findDatabaseFile(databaseUrl: string): string {
  return databaseUrl.slice("file:".length);
}

/** SQLite would let everybody on the machine read a file that it creates; its journals get the file's own mode. */
export async function createPrivateFile(path: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  await file.close();
}

/** @throws StartupError when files cannot be created in `folder` */
export async function requireWritableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new StartupError(
      `the data folder ${folder} cannot be written: make it writable, or set DATA_DIR to another folder`,
    );
  }
}
