import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { findCircles, readImports, readRooms } from "./imports.ts";

const imports = readImports();

const subgraphs = readdirSync("subgraphs").filter((name) => name !== "shared");

/** What each part may import beside itself. A part is the longest entry that a path begins with. */
const WALLS: Readonly<Record<string, readonly string[]>> = {
  "packages/engine": [],
  "packages/gateway": ["packages/engine"],
  "packages/server": [],
  "packages/identity": ["packages/server"],
  "packages/access": ["packages/identity"],
  "packages/limits": ["packages/server"],
  "packages/composition": ["packages/access", "packages/identity", "packages/server"],
  "packages/check": [
    "packages/access",
    "packages/composition",
    "packages/engine",
    "packages/identity",
    "packages/limits",
    "packages/server",
  ],
  router: ["packages/access", "packages/engine", "packages/identity", "packages/limits", "packages/server"],
  "subgraphs/shared": ["packages/access", "packages/identity", "packages/server"],
  ...Object.fromEntries(
    subgraphs.map((name) => [
      `subgraphs/${name}`,
      ["subgraphs/shared", "packages/access", "packages/identity", "packages/server"],
    ]),
  ),
  prisma: ["subgraphs/shared"],
};

function findPart(file: string): string | undefined {
  return Object.keys(WALLS).find((part) => file.startsWith(`${part}/`));
}

describe("imports", () => {
  it("are found", () => {
    expect(imports.size).toBeGreaterThan(400);
    expect(imports.get("router/main.ts")).toContain("router/run.ts");
  });

  it("make no circle between files, types included", () => {
    expect(findCircles(imports)).toEqual([]);
  });

  it.each(["packages/server", "packages/engine", "router"])("make no circle between the rooms of %s", (folder) => {
    expect(findCircles(readRooms(imports, folder))).toEqual([]);
  });

  it.each(Object.entries(WALLS))("of %s go to it and %j alone", (part, allowed) => {
    const files = [...imports].filter(([file]) => findPart(file) === part);
    const forbidden = files.flatMap(([file, imported]) =>
      imported
        .filter((path) => !path.startsWith(`${part}/`) && !allowed.includes(findPart(path) ?? ""))
        .map((path) => `${file} imports ${path}`),
    );
    expect(forbidden).toEqual([]);
  });

  it("of a circle are told as the path that leads back", () => {
    const circle = new Map([
      ["a", ["b"]],
      ["b", ["c", "d"]],
      ["c", ["a"]],
      ["d", []],
    ]);
    expect(findCircles(circle)).toEqual(["a → b → c → a"]);
  });
});
