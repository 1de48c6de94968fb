import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { listAnchors, listFiles, readText, withoutCode } from "./markdown.ts";

const files = listFiles(/\.md$/);

/** Where a link of `file` leads, and why that is nowhere; null: it leads somewhere. */
function findFault(file: string, target: string): string | null {
  if (/^https?:\/\//.test(target)) return null;
  const [path = "", anchor] = target.split("#", 2);
  const destination = path === "" ? file : join(dirname(file), path);
  if (!existsSync(destination)) return `${target}: there is no ${destination}`;
  if (anchor === undefined) return null;
  return listAnchors(readText(destination)).has(anchor) ? null : `${target}: there is no such heading`;
}

function listLinks(markdown: string): string[] {
  const text = withoutCode(markdown).replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

describe("links", () => {
  it("are found", () => {
    expect(listLinks(readText("README.md")).length).toBeGreaterThan(20);
  });

  it.each(files)("lead somewhere in %s", (file) => {
    const faults = listLinks(readText(file)).map((target) => findFault(file, target));
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });
});

describe("pages", () => {
  /** The pages that a reader reaches from the README, however many links away. */
  function listReached(file: string, reached = new Set<string>()): Set<string> {
    if (reached.has(file)) return reached;
    reached.add(file);
    for (const target of listLinks(readText(file))) {
      const [path = ""] = target.split("#", 1);
      if (path.endsWith(".md") && !/^https?:/.test(path)) listReached(join(dirname(file), path), reached);
    }
    return reached;
  }

  it("are all reached from the README, decisions by their folder", () => {
    const reached = listReached("README.md");
    const lost = files.filter((file) => !reached.has(file) && dirname(file) !== join("docs", "decisions"));
    expect(lost).toEqual([]);
    expect(listLinks(readText("README.md"))).toContain("docs/decisions");
  });
});

it("the README is short", () => {
  expect(Buffer.byteLength(readText("README.md"))).toBeLessThanOrEqual(10 * 1024);
});

describe("code and configuration", () => {
  const PAGE =
    /\b(?:(?:docs|deploy|bench|composition\/check|tests\/engine)\/[\w/-]+|README|SECURITY|DEVELOPMENT)\.md(?:#[\w-]+)?/g;
  const mentions = listFiles(/\.(?:ts|js|cjs|mjs|ya?ml|graphql|prisma)$|^\.env\.example$/).flatMap((file) =>
    [...readText(file).matchAll(PAGE)].map(([page]) => ({ file, page })),
  );

  it("name pages", () => {
    expect(mentions.length).toBeGreaterThan(5);
  });

  it.each(mentions)("name pages and headings that are there: $page in $file", ({ page }) => {
    expect(findFault("README.md", page)).toBeNull();
  });
});
