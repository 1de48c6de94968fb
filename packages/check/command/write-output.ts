import { describeFileError } from "../../composition/file-error.ts";
import { writeIfChanged } from "../../composition/write-if-changed.ts";
import { CheckInputError } from "../check-input-error.ts";

/** Makes a file hold `content`; returns whether that changed it. Throws a CheckInputError when it cannot be written. */
export async function writeOutput(path: string, content: string): Promise<boolean> {
  try {
    return await writeIfChanged(path, content);
  } catch (error) {
    throw new CheckInputError(`${path} cannot be written: ${describeFileError(error)}.`);
  }
}
