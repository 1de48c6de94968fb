import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface IgnoreRule {
  readonly pattern: RegExp;
  readonly text: string;
  readonly includes: boolean;
}

/** Reads `.dockerignore` (https://docs.docker.com/build/concepts/context/#dockerignore-files). */
function readIgnoreRules(): IgnoreRule[] {
  const lines = readFileSync(".dockerignore", "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const text = line.replace(/^!/, "");
      const pattern = text
        .split(/(\*\*\/|\*)/)
        .map((part) => ({ "**/": "(?:.*/)?", "*": "[^/]*" })[part] ?? part.replace(/[.+]/g, "\\$&"))
        .join("");
      return { text, pattern: new RegExp(`^${pattern}$`), includes: line.startsWith("!") };
    });
}

/** The files of the checkout that `docker build .` would send, by their paths. */
export function listBuildContext(): string[] {
  const rules = readIgnoreRules();
  const isSent = (path: string) => {
    const parents = path.split("/").map((_part, index, parts) => parts.slice(0, index + 1).join("/"));
    const rule = rules.findLast(({ pattern }) => parents.some((parent) => pattern.test(parent)));
    return rule?.includes ?? true;
  };
  const mayHold = (folder: string) =>
    isSent(folder) || rules.some(({ includes, text }) => includes && text.startsWith(`${folder}/`));
  const list = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return mayHold(path) ? list(path) : [];
      return isSent(path) ? [path] : [];
    });
  return list(".");
}

/** Copies what `path` of the build context holds, `.` for all of it. */
export function copyFromContext(context: readonly string[], path: string, target: string): void {
  const files = path === "." ? context : context.filter((file) => file === path || file.startsWith(`${path}/`));
  if (files.length === 0) throw new Error(`the build context has no ${path}`);
  for (const file of files) cpSync(file, join(target, file));
}
