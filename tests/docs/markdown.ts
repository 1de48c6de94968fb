import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LEFT_OUT = new Set(["node_modules", "dist", ".git", "generated"]);

/** The files of the repository whose names match, by their paths from its root. */
export function listFiles(name: RegExp, folder = "."): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : listFiles(name, path);
    return name.test(entry.name) ? [path] : [];
  });
}

/** Reads a file by its path from the root. */
export function readText(path: string): string {
  return readFileSync(path, "utf8");
}

/** The text without its fenced blocks of code. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```$/gm, "");
}

/** The cells of each row of the tables that have this header, such as `| variable | default | meaning |`. */
export function readTables(markdown: string, header: string): string[][] {
  const blocks = markdown
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block.startsWith(header));
  return blocks.flatMap((block) => block.split("\n").slice(2).map(readCells));
}

function readCells(row: string): string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** The texts between backticks. */
export function readCode(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The anchors of a page's headings, as GitHub makes them. */
export function listAnchors(markdown: string): Set<string> {
  const headings = [...withoutCode(markdown).matchAll(/^#{1,6} +(.+)$/gm)].map(([, title = ""]) => title);
  return new Set(headings.map(buildAnchor));
}

function buildAnchor(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}
