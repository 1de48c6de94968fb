import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

/** A sentence for the person at the terminal: why a backup was not taken or restored. */
export class BackupError extends Error {}

const MANIFEST_FILE = "manifest.json";

const databaseCopy = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/),
  /** When the copy had been taken, in ISO 8601. */
  takenAt: z.string(),
  /** The newest migration that the database has. */
  migration: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifest = z.object({ version: z.literal(1), databases: z.array(databaseCopy).min(1).max(100) });

/** A copy of one database, as the manifest describes it. */
export type DatabaseCopy = Readonly<z.output<typeof databaseCopy>>;

/** The path of the copy of the database `name`. */
export function findCopy(folder: string, name: string): string {
  return join(folder, `${name}.db`);
}

/** Writes the manifest. It comes last: a folder without it is an unfinished backup. */
export async function writeManifest(folder: string, databases: readonly DatabaseCopy[]): Promise<void> {
  const text = `${JSON.stringify({ version: 1, databases }, null, 2)}\n`;
  await writeFile(join(folder, MANIFEST_FILE), text, { flag: "wx", mode: 0o600, flush: true });
}

/** Reads the list of a backup's copies. @throws BackupError when `folder` is not a backup */
export async function readManifest(folder: string): Promise<readonly DatabaseCopy[]> {
  try {
    return manifest.parse(JSON.parse(await readFile(join(folder, MANIFEST_FILE), "utf8"))).databases;
  } catch {
    throw new BackupError(`${folder} is not a whole backup: it has no ${MANIFEST_FILE} that can be read`);
  }
}

/** The SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Returns once a file, or the names in a folder, are on disk. */
export async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
