import { basename } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readCode, readTables, readText } from "./markdown.ts";

const rows = readTables(readText("DEVELOPMENT.md"), "| behaviour | value | decided in | by |").map(
  ([behaviour = "", , place = "", by = ""]) => ({
    behaviour,
    file: /\]\(([^)]+)\)/.exec(place)?.[1] ?? "",
    name: readCode(by)[0] ?? "",
  }),
);

/** Whether two words begin alike, as `restart` and `restarts` do. */
function isAlike(one: string, other: string): boolean {
  const length = Math.min(5, one.length, other.length);
  return length >= 3 && one.slice(0, length) === other.slice(0, length);
}

describe("the policies of DEVELOPMENT.md", () => {
  it("are many", () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  it.each(rows)("$behaviour: $name stands in $file", ({ file, name }) => {
    const declaration = new RegExp(`\\b(?:const|function) ${name}\\b`);
    expect(declaration.test(readText(file))).toBe(true);
  });

  it.each(rows)("$behaviour: a word of it is in the name $file", ({ behaviour, file }) => {
    const words = behaviour.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const names = basename(file, ".ts").split("-");
    expect(names.filter((name) => words.some((word) => isAlike(word, name)))).not.toEqual([]);
  });
});
