import { describe, expect, it } from "@jest/globals";
import { readCode, readTables, readText } from "./markdown.ts";

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly overrides: Record<string, string>;
  readonly allowScripts: Record<string, boolean>;
}

const manifest = JSON.parse(readText("package.json")) as Manifest;
const page = readText("docs/dependencies.md");

/** The rows below a heading of the page: the package, and the other cells. */
function readSection(heading: string, header: string): [name: string, ...cells: string[]][] {
  const [, section = ""] = page.split(`\n## ${heading}\n`, 2);
  const [own = ""] = section.split("\n## ", 1);
  return readTables(own, header).map(([name = "", ...cells]) => [readCode(name).join(), ...cells]);
}

function readNames(rows: readonly (readonly string[])[]): (string | undefined)[] {
  return rows.map(([name]) => name);
}

const production = readSection("In production", "| package | licence | why |");
const development = readSection("In development", "| package | licence | why |");

describe("docs/dependencies.md", () => {
  it("gives a reason for each dependency", () => {
    expect(readNames(production)).toEqual(Object.keys(manifest.dependencies));
    expect(readNames(development)).toEqual(Object.keys(manifest.devDependencies));
    for (const [, , why] of [...production, ...development]) expect(why).not.toBe("");
  });

  it("tells each licence", () => {
    const licences = [...production, ...development].map(([name, licence]) => [name, licence]);
    expect(licences).toEqual(licences.map(([name = ""]) => [name, readLicence(name)]));
  });

  it("gives a reason for each override", () => {
    expect(readNames(readSection("Overrides", "| package | why |"))).toEqual(Object.keys(manifest.overrides));
  });

  it("gives a reason for each install script that may run or not", () => {
    const rows = readSection("Install scripts", "| package | may | why |");
    const expected = Object.entries(manifest.allowScripts).map(([name, may]) => [name, may ? "yes" : "no"]);
    expect(rows.map(([name, may]) => [name, may])).toEqual(expected);
  });
});

/** As the page writes it: of two that may be chosen, the first. */
function readLicence(name: string): string {
  const { license } = JSON.parse(readText(`node_modules/${name}/package.json`)) as { license: string };
  const [first = ""] = license.split(" OR ", 1);
  return first.replace(/^(Apache|Elastic)-/, "$1 ");
}
