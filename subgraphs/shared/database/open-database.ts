import { randomUUID } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { makeFolder } from "../../../packages/server/process/make-folder.ts";
import { StartupError } from "../../../packages/server/process/startup-error.ts";
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
  await requireRegularFile(name, file);
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

/** To open a FIFO would hold a thread for ever, and SQLite takes no device and no folder. */
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
    // The rights alone do not tell: the system's own folders give them, and take no files.
    const probe = join(folder, `.probe-${randomUUID()}`);
    await createPrivateFile(probe);
    await rm(probe, { force: true });
  } catch (error) {
    // Reading goes on from a full disk; whether a write is possible is found out anew with each.
    if (["ENOSPC", "EDQUOT"].includes(String((error as NodeJS.ErrnoException).code))) return;
    throw new StartupError(
      `the data folder ${folder} cannot be written: make it writable, or set DATA_DIR to another folder`,
    );
  }
}
