import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** What starts a process, or runs what `npm run build` made. */
const NEEDS_PROCESS = /from "node:(?:child_process|cluster)"|["'`/]dist\//;
const IMPORT = /from "(\.[^"]+\.(?:ts|js|mjs))"/g;

/**
 * Divides the test files below `folder`: `unit` ones need neither a build nor a process, as their imports within the
 * folder tell; `processes` are all others. Paths are relative to `root`.
 * @param {string} root
 * @param {string} folder
 * @returns {{ unit: string[], processes: string[] }}
 */
export function divideTests(root, folder) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules"))
    .map((name) => join(folder, name))
    .sort();
  const groups = { unit: [], processes: [] };
  for (const file of files) {
    const group = needsProcess(file, folder, new Set()) ? groups.processes : groups.unit;
    group.push(relative(root, file));
  }
  return groups;
}

function needsProcess(file, folder, seen) {
  if (seen.has(file) || !file.startsWith(folder)) return false;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  if (NEEDS_PROCESS.test(text)) return true;
  const imports = [...text.matchAll(IMPORT)].map(([, path]) => join(dirname(file), path));
  return imports.some((imported) => needsProcess(imported, folder, seen));
}
