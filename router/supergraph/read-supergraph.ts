import { readFile } from "node:fs/promises";
import { StartupError } from "../../service/startup-error.ts";

/** Reads the composed supergraph. @throws StartupError when there is none at `path` */
export async function readSupergraph(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `the supergraph ${path} cannot be read (${code}): compose one with "npm run compose", or set SUPERGRAPH_PATH`,
    );
  }
}
