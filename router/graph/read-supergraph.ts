import { describeReadFailure, readTextFile } from "../../packages/server/process/read-text-file.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";

/** Reads the composed supergraph. @throws StartupError when there is none at `path` */
export async function readSupergraph(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    throw new StartupError(
      `the supergraph ${path} cannot be read (${describeReadFailure(error)}): compose one with "npm run compose", or set SUPERGRAPH_PATH`,
    );
  }
}
