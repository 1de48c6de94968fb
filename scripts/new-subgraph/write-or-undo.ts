import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Writes `files`, by their paths, and does `finish`. If that fails, or the process is told to stop meanwhile, everything is
 * as it was before: files have their old text, and new files and folders are gone.
 */
export async function writeOrUndo(
  files: ReadonlyMap<string, string>,
  finish: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const undo = rememberState([...files.keys()]);
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    await finish(stopped.signal);
  } catch (error) {
    undo();
    throw error;
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}

/** @returns a function that brings the files at `paths` back to their present state */
function rememberState(paths: readonly string[]): () => void {
  const before = paths.map((path) => [path, existsSync(path) ? readFileSync(path) : null] as const);
  const newPlaces = paths.map(findFirstMissing);
  return () => {
    for (const place of newPlaces) if (place !== null) rmSync(place, { recursive: true, force: true });
    for (const [path, text] of before) if (text !== null) writeFileSync(path, text);
  };
}

/** The outermost of `path` and the folders on the way to it that is not there yet; null when all are. */
function findFirstMissing(path: string): string | null {
  return existsSync(path) ? null : (findFirstMissing(dirname(path)) ?? path);
}
