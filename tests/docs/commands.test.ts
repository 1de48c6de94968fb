import { describe, expect, it } from "@jest/globals";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { listFiles, readCode, readTables, readText } from "./markdown.ts";

const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
/** A script that starts one subgraph is described once for all. */
const names = [...new Set(Object.keys(scripts).filter(isForPeople).map(nameRow))];

/** Those that npm runs before another one are not for people. */
function isForPeople(name: string): boolean {
  return !(name.startsWith("pre") && name.slice(3) in scripts);
}

function nameRow(script: string): string {
  return OWN_SUBGRAPHS.some((name) => script === `start:${name}`) ? "start:<subgraph>" : script;
}

/** The script that `npm start`, `npm test` or `npm run <script>` runs. */
function findScript(command: string): string | undefined {
  return /^npm (?:run )?(?:-s |--silent )?([\w:<>-]+)/.exec(command)?.[1];
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
      ...readText(file).matchAll(/\bnpm (?:run (?:-s |--silent )?([\w:]+(?:<\w+>)?)|(start|test|ci|install)\b)/g),
    ];
    const unknown = named
      .map(([, script, short]) => script ?? short ?? "")
      .filter((script) => !(script in scripts) && !names.includes(script) && !OWN_COMMANDS.includes(script));
    expect(unknown).toEqual([]);
  });
});
