import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join, resolve } from "node:path";

/** Editors write a file in several steps, and a branch switch writes many: a burst counts as one change. */
const SETTLE_MS = 200;

const WATCHED_FILES = /\.(graphqls?|gql|ya?ml|json|prisma|sql)$/;
const UNWATCHED_FOLDERS = new Set(["node_modules", "dist", "coverage"]);

/**
 * Calls `onChange` after each burst of changes to schema, operation and configuration files in a
 * folder, hidden folders and build output aside. `ignored` names a file whose changes do not count.
 * Returns the function that ends the watch.
 */
export function watchFiles(folder: string, ignored: string | null, onChange: () => void): () => void {
  let settled: NodeJS.Timeout | undefined;
  const note = (path: string) => {
    if (!WATCHED_FILES.test(path) || path === ignored) return;
    clearTimeout(settled);
    settled = setTimeout(onChange, SETTLE_MS);
  };
  const watchers = [watchFolder(folder, false, note)];
  for (const name of listFolders(folder)) watchers.push(watchFolder(join(folder, name), true, note));
  return () => {
    clearTimeout(settled);
    for (const watcher of watchers) watcher.close();
  };
}

function watchFolder(folder: string, recursive: boolean, note: (path: string) => void): FSWatcher {
  return watch(folder, { recursive }, (_event, file) => {
    if (file !== null) note(resolve(folder, file));
  });
}

function listFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => !UNWATCHED_FOLDERS.has(name));
}
