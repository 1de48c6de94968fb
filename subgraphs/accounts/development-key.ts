import { generateKeyPair, randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { StartupError } from "../../service/startup-error.ts";
import { requireWritableFolder } from "../runtime/database/open-database.ts";

/** The file's name in the data folder. */
export const DEVELOPMENT_KEY_FILE = "signing-key.pem";
const OWNER_ONLY = 0o600;

const generateKeyPairAsync = promisify(generateKeyPair);

/**
 * Loads the development key of `dataDirectory`, PEM, making it on first need: one key, however many processes start
 * at once.
 * @throws StartupError when it can be neither read nor made
 */
export async function loadDevelopmentKey(dataDirectory: string): Promise<string> {
  await requireWritableFolder(dataDirectory);
  const file = join(dataDirectory, DEVELOPMENT_KEY_FILE);
  try {
    return (await findKeyFile(file)) ?? (await createKeyFile(file));
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `the development key cannot be kept (${message}): set JWT_PRIVATE_KEY, or DATA_DIR to another folder`,
    );
  }
}

async function findKeyFile(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
}

async function createKeyFile(file: string): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, await generateKeyPem(), { mode: OWNER_ONLY, flag: "wx" });
    await publishFile(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, "utf8");
}

// A link appears whole or not at all, and never replaces: nobody reads half a key, and the first key stays.
async function publishFile(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasErrorCode(error, "EEXIST")) throw error;
  }
}

async function generateKeyPem(): Promise<string> {
  const { privateKey } = await generateKeyPairAsync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function hasErrorCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
