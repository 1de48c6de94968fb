import { generateKeyPair, randomUUID } from "node:crypto";
import { link, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readTextFile, UnusableFileError } from "../../packages/server/process/read-text-file.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { requireWritableFolder } from "../shared/database/open-database.ts";

/** The first key's file in the data folder. */
export const DEVELOPMENT_KEY_FILE = "signing-key.pem";
/** Later keys: `signing-key.<milliseconds since 1970>.pem`. */
const ROTATED_KEY_FILE = /^signing-key\.(\d{13})\.pem$/;
const OWNER_ONLY = 0o600;

const generateKeyPairAsync = promisify(generateKeyPair);

/** A key file of the data folder. */
export interface KeyFile {
  /** Its name, without the folder. */
  readonly name: string;
  readonly pem: string;
  /** When the key was added, in milliseconds since 1970; the first key was always there. */
  readonly addedAt: number;
}

/**
 * Loads the development keys of `dataDirectory`, the newest first. On first need it makes one, and one only, even when
 * several processes start at once.
 * @throws StartupError when they can be neither read nor made
 */
export async function loadDevelopmentKeys(dataDirectory: string): Promise<KeyFile[]> {
  await requireWritableFolder(dataDirectory);
  return explainFailure(async () => {
    const found = await readKeyFiles(dataDirectory);
    if (found.length > 0) return found;
    await createKeyFile(dataDirectory, DEVELOPMENT_KEY_FILE);
    return readKeyFiles(dataDirectory);
  });
}

/** Adds a key to `dataDirectory`. @returns its file's name @throws StartupError when it cannot be written */
export async function addDevelopmentKey(dataDirectory: string): Promise<string> {
  await requireWritableFolder(dataDirectory);
  const name = `signing-key.${Date.now()}.pem`;
  await explainFailure(() => createKeyFile(dataDirectory, name));
  return name;
}

/** The existing key files, the newest first. */
export async function readKeyFiles(dataDirectory: string): Promise<KeyFile[]> {
  const names = await readdir(dataDirectory);
  const dated = names.flatMap((name) => {
    const addedAt = name === DEVELOPMENT_KEY_FILE ? 0 : Number(ROTATED_KEY_FILE.exec(name)?.[1] ?? Number.NaN);
    return Number.isNaN(addedAt) ? [] : [{ name, addedAt }];
  });
  dated.sort((a, b) => b.addedAt - a.addedAt);
  return Promise.all(dated.map(async (file) => ({ ...file, pem: await readKeyFile(join(dataDirectory, file.name)) })));
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    // The system's own errors name the file.
    if (error instanceof UnusableFileError) throw new UnusableFileError(`${path}: ${error.message}`);
    throw error;
  }
}

async function explainFailure<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `the development key cannot be kept (${message}): set JWT_PRIVATE_KEY, or DATA_DIR to another folder`,
    );
  }
}

async function createKeyFile(dataDirectory: string, name: string): Promise<void> {
  const file = join(dataDirectory, name);
  // Its name is not one of a key: no process may read a draft.
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, await generateKeyPem(), { mode: OWNER_ONLY, flag: "wx" });
    await publishFile(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

// A link appears whole or not at all, and never replaces a file: no process reads half a key, and the first key stays.
async function publishFile(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

async function generateKeyPem(): Promise<string> {
  const { privateKey } = await generateKeyPairAsync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
