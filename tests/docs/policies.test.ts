import { describe, expect, it } from "@jest/globals";
import { readCode, readTables, readText } from "./markdown.ts";

const rows = readTables(readText("DEVELOPMENT.md"), "| behaviour | value | decided in | by |").map(
  ([behaviour = "", , place = "", by = ""]) => ({
    behaviour,
    file: /\]\(([^)]+)\)/.exec(place)?.[1] ?? "",
    name: readCode(by)[0] ?? "",
  }),
);

describe("the policies of DEVELOPMENT.md", () => {
  it("are many", () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  it.each(rows)("$behaviour: $name stands in $file", ({ file, name }) => {
    const declaration = new RegExp(`\\b(?:const|function) ${name}\\b`);
    expect(declaration.test(readText(file))).toBe(true);
  });
});
