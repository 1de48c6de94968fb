import { existsSync } from "node:fs";
import { copyFile, link, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../../../../packages/server/process/make-folder.ts";
import { findMigrationFolder, readMigrationNames } from "../migration-folder.ts";
import { compareMigrations } from "../migration-history.ts";
import { createPrivateFile } from "../open-database.ts";
import type { NamedDatabase } from "./back-up-databases.ts";
import { type ClaimedDatabase, claimDatabase } from "./claim-database.ts";
import { inspectCopy } from "./inspect-database.ts";
import { BackupError, type DatabaseCopy, findCopy, hashFile, readManifest, syncToDisk } from "./manifest.ts";

const JOURNALS = ["-wal", "-shm", "-journal"];

/**
 * Restores the copies of `databases` in `folder`. Nothing changes until all copies are found whole and no process has one
 * of the databases open. Replaced files are kept beside the new ones.
 * @returns each copy, and where the former file is now; null when there was none
 * @throws BackupError saying why nothing was restored
 */
export async function restoreDatabases(databases: readonly NamedDatabase[], folder: string) {
  const copies = await readManifest(folder);
  const prepared: { database: NamedDatabase; copy: DatabaseCopy }[] = [];
  const claims: ClaimedDatabase[] = [];
  try {
    for (const database of databases) {
      const copy = copies.find(({ name }) => name === database.name);
      if (copy === undefined) throw new BackupError(`${folder} holds no copy of ${database.name}`);
      prepared.push({ database, copy });
      await prepare(database.file, findCopy(folder, copy.name), copy);
    }
    for (const { file } of databases) if (existsSync(file)) claims.push(await claimDatabase(file));
    const suffix = `.replaced-${new Date().toISOString().replace(/\D/g, "").slice(0, 17)}`;
    const restored: { readonly copy: DatabaseCopy; readonly replaced: string | null }[] = [];
    for (const { database, copy } of prepared) {
      restored.push({ copy, replaced: await replace(database.file, suffix) });
    }
    return restored;
  } finally {
    await Promise.all(prepared.map(({ database }) => rm(nameOfPrepared(database.file), { force: true })));
    await Promise.all(claims.map((claim) => claim.release()));
  }
}

/** A copy is first made beside its target, and it is this copy that is checked. */
function nameOfPrepared(file: string): string {
  return `${file}.restoring`;
}

async function prepare(file: string, from: string, copy: DatabaseCopy): Promise<void> {
  const prepared = nameOfPrepared(file);
  await makeFolder(dirname(file));
  await rm(prepared, { force: true });
  await createPrivateFile(prepared);
  await copyFile(from, prepared).catch(() => {
    throw new BackupError(`${from} cannot be read`);
  });
  if ((await hashFile(prepared)) !== copy.sha256) {
    throw new BackupError(`${from} is not the file that the backup was made with: its SHA-256 is another`);
  }
  await requireKnownMigrations(copy.name, prepared);
  await syncToDisk(prepared);
}

async function requireKnownMigrations(name: string, file: string): Promise<void> {
  const known = await readMigrationNames(findMigrationFolder(name, `file:${file}`));
  const state = compareMigrations(await inspectCopy(file), known);
  if (state.kind !== "newer") return;
  throw new BackupError(
    `the copy of ${name} is of a newer version (unknown migrations: ${state.unknown.join(", ")}): restore it with that`,
  );
}

/** @returns where the former file is now; null when there was none */
async function replace(file: string, suffix: string): Promise<string | null> {
  // SQLite would apply the former database's log to the new one.
  for (const journal of JOURNALS) {
    if (existsSync(file + journal)) await rename(file + journal, `${file}${suffix}${journal}`);
  }
  const isThere = existsSync(file);
  // A second name, not another: without a file at any moment, a starting process would create a new one.
  if (isThere) await link(file, file + suffix);
  await rename(nameOfPrepared(file), file);
  await syncToDisk(dirname(file));
  return isThere ? file + suffix : null;
}
