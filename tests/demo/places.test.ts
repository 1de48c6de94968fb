import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { cutDemo, DEMO_PLACES, DEMO_SUBGRAPHS, isIn } from "../../scripts/demo-places.ts";

// npm run remove:demo deletes the demo's places, and what is marked elsewhere. Nothing that stays may need them.

const NAMES = DEMO_SUBGRAPHS.join("|");
const KNOWS_DEMO = new RegExp(`(?:subgraphs|prisma)/(?:${NAMES})\\b|\\bstart:(?:${NAMES})\\b`);
const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;
/** Lists that the removal rewrites by what is left. */
const REWRITTEN = ["package.json", "supergraph.yaml", "operations"];
/** The benchmark measures the demo, and refuses to run without it. */
const BENCHMARK = "bench";
/** The tests of the check and of composition write repositories of their own, about books too. */
const ELSEWHERE = ["tests/check", "tests/composition", BENCHMARK];

const tracked = execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n");
const staying = tracked.filter(
  (file) => /\.(?:[cm]?[jt]sx?|json|ya?ml|graphql)$/.test(file) && !isIn([...DEMO_PLACES, ...REWRITTEN], file),
);

function findImports(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, path = ""]) => join(dirname(file), path));
}

describe("what stays without the demo", () => {
  it("is most of the project", () => {
    expect(staying.length).toBeGreaterThan(900);
    expect(staying).toContain("router/main.ts");
  });

  it("imports nothing of the demo", () => {
    const others = staying.filter((file) => !isIn([BENCHMARK], file));
    const importing = others.filter((file) => findImports(file).some((path) => isIn(DEMO_PLACES, path)));
    expect(importing).toEqual([]);
  });

  it("does not name its subgraphs' files and commands", () => {
    const naming = staying.filter(
      (file) => !isIn(ELSEWHERE, file) && KNOWS_DEMO.test(cutDemo(readFileSync(file, "utf8"))),
    );
    expect(naming).toEqual([]);
  });
});

describe("the marks of the demo", () => {
  it.each([
    ["a line", "a\nb <!-- <demo/> -->\nc\n", "a\nc\n"],
    ["a part", "a\n  # <demo>\nb\nc\n  # </demo>\nd\n", "a\nd\n"],
    ["two parts", "// <demo>\na\n// </demo>\nb\n// <demo>\nc\n// </demo>\n", "b\n"],
    ["nothing", "a\nb\n", "a\nb\n"],
  ])("cut %s", (_what, text, left) => {
    expect(cutDemo(text)).toBe(left);
  });

  it("are closed where they are opened", () => {
    const open = tracked.filter((file) => {
      const text = isIn(DEMO_PLACES, file) ? "" : readFileSync(file, "utf8");
      return text.split("<demo>").length !== text.split("</demo>").length;
    });
    expect(open).toEqual([]);
  });
});
