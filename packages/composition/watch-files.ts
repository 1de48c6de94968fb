import { relative, resolve, sep } from "node:path";
import { watch } from "chokidar";

/** Editors write a file in several steps, and a branch switch writes many: a burst counts as one change. */
const SETTLE_MS = 150;

/** What is installed or made; hidden folders aside, too. */
const UNWATCHED_FOLDERS = new Set(["node_modules", "dist", "coverage", "generated"]);

/**
 * Calls `onChange` after each burst of changes to files in `folder` whose path `pattern` matches, however they are
 * written: in place, by a rename, by a link that leads elsewhere, or with their whole folder.
 * @param onChange gets the changed paths, relative to `folder`
 * @returns what ends the watch, once every later change is seen
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
  // A folder that may not be read, or that has just gone, keeps nothing else from being watched.
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
