import { readdir } from "node:fs/promises";
import { join, posix, relative, resolve, sep } from "node:path";

/**
 * Finds the files a glob pattern matches, as sorted paths relative to `root`, as the pattern is.
 * Knows `*`, `?`, `**` and `{a,b}`; never looks into `node_modules` or hidden folders.
 */
export async function findFiles(root: string, pattern: string): Promise<string[]> {
  const normalized = posix.normalize(pattern);
  const expression = buildExpression(normalized);
  const paths = await listFiles(resolve(root, findFixedFolder(pattern)));
  return (
    paths
      .map((path) => relative(root, path).split(sep).join("/"))
      .filter((path) => expression.test(path))
      // By code unit, not by locale: which of two namesakes comes first must not depend on the machine.
      .sort()
  );
}

/** The folder above the first wildcard of a glob pattern: nothing outside of it can match. */
export function findFixedFolder(pattern: string): string {
  const folders = posix.normalize(pattern).split("/").slice(0, -1);
  const firstWildcard = folders.findIndex((folder) => /[*?{]/.test(folder));
  return (firstWildcard < 0 ? folders : folders.slice(0, firstWildcard)).join("/") || ".";
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readFolder(folder);
  const visible = entries.filter(({ name }) => !name.startsWith(".") && name !== "node_modules");
  const paths = visible.map((entry) =>
    entry.isDirectory() ? listFiles(join(folder, entry.name)) : [join(folder, entry.name)],
  );
  return (await Promise.all(paths)).flat();
}

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

const WILDCARDS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

function buildExpression(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|[*?]|\{([^{}]*)\}|[^\w/]/g, (part, choices?: string) => {
    if (choices !== undefined) return `(?:${choices.split(",").map(escapeExpression).join("|")})`;
    return WILDCARDS[part] ?? escapeExpression(part);
  });
  return new RegExp(`^${source}$`, "u");
}

function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
