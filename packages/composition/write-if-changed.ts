import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { findText } from "./find-text.ts";

/**
 * Makes `path` hold exactly `content`; returns whether that changed it. Readers see the old content or the new, never a
 * part; after a failure the old one is still there. Throws the file system's error.
 */
export async function writeIfChanged(path: string, content: string): Promise<boolean> {
  if ((await findText(path)) === content) return false;
  // A rename replaces a file in one step only within a file system, so the folder is the same.
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, content, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return true;
}
