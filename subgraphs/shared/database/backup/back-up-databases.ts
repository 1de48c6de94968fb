import { existsSync } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../../../../packages/server/process/make-folder.ts";
import { createPrivateFile } from "../open-database.ts";
import { inspectCopy, withDatabaseFile } from "./inspect-database.ts";
import { BackupError, type DatabaseCopy, findCopy, hashFile, syncToDisk, writeManifest } from "./manifest.ts";

/** A subgraph's database, and its file. */
export interface NamedDatabase {
  readonly name: string;
  readonly file: string;
}

/**
 * Copies `databases`, which may be in use, into the new folder `folder`, each as it is at one moment. The folder remains
 * only when all copies are whole and on disk.
 * @throws BackupError when the folder exists, a database is missing or a copy is damaged
 */
export async function backUpDatabases(
  databases: readonly NamedDatabase[],
  folder: string,
): Promise<readonly DatabaseCopy[]> {
  for (const { name, file } of databases) {
    if (!existsSync(file)) throw new BackupError(`there is no database ${file}: start ${name} once`);
  }
  await createFolder(folder);
  try {
    const copies: DatabaseCopy[] = [];
    for (const database of databases) copies.push(await copyDatabase(database, folder));
    await writeManifest(folder, copies);
    await syncToDisk(folder);
    return copies;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function createFolder(folder: string): Promise<void> {
  await makeFolder(dirname(folder));
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new BackupError(`${folder} is there already: a backup goes into a folder of its own`);
  }
}

async function copyDatabase({ name, file }: NamedDatabase, folder: string): Promise<DatabaseCopy> {
  const copy = findCopy(folder, name);
  // SQLite writes into an existing empty file, and keeps its mode.
  await createPrivateFile(copy);
  await writeCopy(file, copy);
  await syncToDisk(copy);
  const migrations = await inspectCopy(copy);
  return {
    name,
    takenAt: new Date().toISOString(),
    migration: migrations.at(-1)?.name ?? "",
    bytes: (await stat(copy)).size,
    sha256: await hashFile(copy),
  };
}

/** One read transaction over a write-ahead log: no writer waits for it. */
async function writeCopy(file: string, copy: string): Promise<void> {
  const argTypes = [{ scalarType: "string", arity: "scalar" }] as const;
  try {
    await withDatabaseFile(file, (connection) =>
      connection.executeRaw({ sql: "VACUUM INTO ?", args: [copy], argTypes: [...argTypes] }),
    );
  } catch (error) {
    throw new BackupError(`${file} cannot be copied: ${(error as Error).message}`);
  }
}
