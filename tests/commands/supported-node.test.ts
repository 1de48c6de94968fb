import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { pretendNode } from "./pretend-node.ts";
import { runNode } from "./run-command.ts";

const { scripts, engines } = JSON.parse(readFileSync("package.json", "utf8")) as {
  scripts: Readonly<Record<string, string>>;
  engines: { node: string };
};

const ENTRIES = [
  "scripts/run.cjs",
  "dist/router/main.js",
  ...OWN_SUBGRAPHS.map((name) => `dist/subgraphs/${name}/main.js`),
];

describe.each(ENTRIES)("%s", (entry) => {
  it.each(["18.20.8", "20.18.3"])("stops on Node %s with one line", async (version) => {
    expect(await runNode(["--require", pretendNode(version), entry, "scripts/check.ts"])).toEqual({
      exitCode: 1,
      output: `Node 20.19 or newer is needed, and this is Node ${version}.\n`,
    });
  });
});

it("is what package.json asks for", () => {
  expect(engines.node).toBe(">=20.19");
});

it("is looked at by every command of package.json, or before it", () => {
  const unchecked = Object.keys(scripts).filter((name) => {
    const whole = [`pre${name}`, name].map((part) => scripts[part] ?? "").join(" ");
    return !/scripts\/(?:run|supported-node|require-build)\.cjs|npm run --silent (?:build|generate)/.test(whole);
  });
  expect(unchecked).toEqual([]);
});
