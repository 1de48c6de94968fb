import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";

const PACKAGES = ["engine", "access", "composition", "check"].map((name) => `packages/${name}`);
/** Each room imports only itself, those before it, and the files beside them. */
const ROOMS = ["operation", "planning", "response", "compilation", "execution"];
const DEFECTS = "packages/engine/planning/planner-defects";

const files = PACKAGES.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.posix.join(folder, name)),
);
const imports = new Map(files.map((file) => [file, listImports(file)]));

function listImports(file: string): readonly string[] {
  const found = readFileSync(file, "utf8").matchAll(/from "(\.{1,2}\/[^"]+)"/g);
  return [...found].map(([, specifier = ""]) => path.posix.join(path.posix.dirname(file), specifier));
}

/** The room of the engine that a file stands in; -1 for a file beside the rooms. */
function findRoom(file: string): number {
  return ROOMS.indexOf(/^packages\/engine\/([a-z]+)\//.exec(file)?.[1] ?? "");
}

/** The files of a circle of imports, types included; null when there is none. */
function findCircle(): readonly string[] | null {
  const done = new Set<string>();
  function visit(file: string, above: readonly string[]): readonly string[] | null {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...above, file]);
      if (circle !== null) return circle;
    }
    done.add(file);
    return null;
  }
  return files.map((file) => visit(file, [])).find((circle) => circle !== null) ?? null;
}

describe("the packages' files", () => {
  it("do not import each other in a circle", () => {
    expect(files.length).toBeGreaterThan(150);
    expect(findCircle()).toBeNull();
  });

  it("of the engine's rooms import one way", () => {
    const backwards = [...imports].flatMap(([file, targets]) =>
      targets
        .filter((target) => findRoom(file) >= 0 && findRoom(target) > findRoom(file))
        .map((target) => `${file} imports ${target}`),
    );
    expect(backwards).toEqual([]);
  });
});

it("calls every upper limit of the packages MAXIMUM", () => {
  const declared = files.filter((file) => /\bMOST_[A-Z]/.test(readFileSync(file, "utf8")));
  expect(declared).toEqual([]);
});

describe("the work-around of a planner's defect", () => {
  const defects = readdirSync(DEFECTS).map((name) => ({
    name,
    head: /^\/\*\*\n([\s\S]*?)\n \*\//.exec(readFileSync(`${DEFECTS}/${name}`, "utf8"))?.[1] ?? "",
  }));

  it.each(defects)("in $name says what the defect is, and names tests that exist", ({ head }) => {
    expect(head).toMatch(/^ \* Defect: [\s\S]+^ \* Without this: [\s\S]+^ \* Work-around: [\s\S]+^ \* Test: /m);
    for (const [, file = "", ...names] of head.matchAll(/^ \* Test: (\S+) > (.+?)(?: > (.+))?$/gm)) {
      const test = readFileSync(file, "utf8");
      for (const name of names.filter(Boolean)) expect(test).toContain(`"${name}"`);
    }
  });
});
