import { relative, resolve, sep } from "node:path";
import { watch } from "chokidar";

/** Editors write a file in several steps, and a branch switch writes many files: a burst counts as one change. */
const SETTLE_MS = 150;

const UNWATCHED_FOLDERS = new Set(["node_modules", "dist", "coverage", "generated"]);

/**
 * Calls `onChange` after each burst of changes to files in `folder` whose path `pattern` matches: written in place,
 * renamed, linked to another file, or moved with their folder.
 * @param onChange gets the changed paths, relative to `folder`
 * @returns a function that ends the watch; from then on every change is seen
 */
export async function watchFiles(
  folder: string,
  pattern: RegExp,
  onChange: (paths: readonly string[]) => void,
): Promise<() => void> {
  const changed = new Set<string>();
  let settled: NodeJS.Timeout | undefined;
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path, stats) => {
      const isUnwatched = relative(folder, path).split(sep).some(isUnwatchedFolder);
      return isUnwatched || (stats?.isFile() === true && !pattern.test(path));
    },
  });
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir") return;
    changed.add(relative(folder, resolve(path)));
    clearTimeout(settled);
    settled = setTimeout(() => {
      onChange([...changed]);
      changed.clear();
    }, SETTLE_MS);
  });
  // A folder that cannot be read, or is just gone, must not end the watch of others.
  watcher.on("error", () => undefined);
  await new Promise<void>((ready) => watcher.once("ready", ready));
  return () => {
    clearTimeout(settled);
    void watcher.close();
  };
}

function isUnwatchedFolder(name: string): boolean {
  return UNWATCHED_FOLDERS.has(name) || /^\.[^.]/.test(name);
}
