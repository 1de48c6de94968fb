import { describe, expect, it } from "@jest/globals";
import { listFiles, readCode, readTables, readText } from "./markdown.ts";

const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
/** Those that npm runs before another one are not for people. */
const names = Object.keys(scripts).filter((name) => !(name.startsWith("pre") && name.slice(3) in scripts));

/** The script that `npm start`, `npm test` or `npm run <script>` runs. */
function findScript(command: string): string | undefined {
  return /^npm (?:run )?(?:-s |--silent )?([\w:-]+)/.exec(command)?.[1];
}

describe("docs/commands.md", () => {
  it("has a row for each script of package.json, and no other", () => {
    const rows = readTables(readText("docs/commands.md"), "| command | does |");
    const described = rows.flatMap(([commands = ""]) => readCode(commands).map(findScript));
    expect(described).toHaveLength(names.length);
    expect(new Set(described)).toEqual(new Set(names));
  });
});

/** Commands of npm itself. */
const OWN_COMMANDS = ["ci", "install"];

describe("commands", () => {
  it.each(listFiles(/\.md$/))("exist that %s names", (file) => {
    const named = [
      ...readText(file).matchAll(/\bnpm (?:run (?:-s |--silent )?([\w:]+)|(start|test|ci|install)\b)/g),
    ];
    const unknown = named
      .map(([, script, short]) => script ?? short ?? "")
      .filter((script) => !(script in scripts) && !OWN_COMMANDS.includes(script));
    expect(unknown).toEqual([]);
  });
});
