import { randomUUID } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SqlDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { makeFolder } from "../../../packages/server/process/make-folder.ts";
import { StartupError } from "../../../packages/server/process/startup-error.ts";
import { createDatabaseAdapter } from "./adapter.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { findMigrationFolder } from "./migration-folder.ts";
import { isPostgresql } from "./postgresql/connection-settings.ts";

/**
 * Brings the database of the subgraph `name` to the newest migration. A file of SQLite is created where there is none.
 * @returns the adapter for that subgraph's generated Prisma client
 * @throws StartupError when the folder cannot be written or the database is not ours to migrate
 */
export async function openDatabase(name: string, databaseUrl: string): Promise<SqlDriverAdapterFactory> {
  const migrations = findMigrationFolder(name, databaseUrl);
  // Loaded only where it is used: SQLite needs none of its packages.
  if (isPostgresql(databaseUrl))
    return (await import("./postgresql/open-postgresql.ts")).openPostgresql(databaseUrl, migrations);
  const file = findDatabaseFile(databaseUrl);
  await requireWritableFolder(dirname(file));
  await requireRegularFile(name, file);
  await createPrivateFile(file);
  await migrateDatabase(databaseUrl, migrations);
  return createDatabaseAdapter(databaseUrl);
}

/** The path in a `file:` URL as Prisma writes them. */
export function findDatabaseFile(databaseUrl: string): string {
  return databaseUrl.slice("file:".length);
}

/** Every user of the machine could read a file that SQLite creates. Its journals get the file's mode. */
export async function createPrivateFile(path: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  await file.close();
}

/** Opening a FIFO would hold a thread for ever, and SQLite takes no device and no folder. */
async function requireRegularFile(name: string, file: string): Promise<void> {
  const stats = await stat(file).catch(() => null);
  if (stats === null || stats.isFile()) return;
  throw new StartupError(
    `the database ${file} of ${name} is no regular file: move it away, or set DATA_DIR to another folder`,
  );
}

/** @throws StartupError when files cannot be created in `folder` */
export async function requireWritableFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    // Permissions do not tell: the system's own folders grant them, and take no files.
    const probe = join(folder, `.probe-${randomUUID()}`);
    await createPrivateFile(probe);
    await rm(probe, { force: true });
  } catch (error) {
    // A full disk can be read; each write finds out by itself.
    if (["ENOSPC", "EDQUOT"].includes(String((error as NodeJS.ErrnoException).code))) return;
    throw new StartupError(
      `the data folder ${folder} cannot be written: make it writable, or set DATA_DIR to another folder`,
    );
  }
}
