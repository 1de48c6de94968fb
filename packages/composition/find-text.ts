import { readFile } from "node:fs/promises";

/** The text of a file, or null when there is none at `path`; any other failure to read it is thrown. */
export async function findText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
