import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import type { Variables } from "../support/process.ts";
import { runStartCommand, type StartCommand } from "../support/start-command.ts";
import { waitFor } from "../support/wait-for.ts";
import { copyCheckout } from "./checkout.ts";

// Runs docs/your-graph.md from its top to its end, over a copy of the checkout.

const PAGE = readFileSync("docs/your-graph.md", "utf8");
const BLOCK = /(?:In `([^`]+)`,\s+below `([^`]+)`:\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm;
const [clone, ...blocks] = [...PAGE.matchAll(BLOCK)];

const { folder, run } = copyCheckout();
const AUTHOR = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@b",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@b",
};

/** What the terminal keeps from one block to the next. */
let variables: Variables = { ...AUTHOR, DATA_DIR: join(folder, "data") };
let running: { readonly start: StartCommand; readonly url: string } | null = null;

it("begins with a clone, of which this is a copy with its packages", async () => {
  const lines = clone?.[4]?.split("\n") ?? [];
  const [cloning, entering, renaming = "", installing, ...rest] = lines;
  expect([cloning, entering, installing, ...rest]).toEqual([
    "git clone <this repository> my-graph",
    "cd my-graph",
    "npm ci",
    "",
  ]);
  await runInTerminal("git init --quiet --initial-branch=main && git add --all && git commit --quiet --message clone");
  await runInTerminal("git remote add origin . && git fetch --quiet origin && git remote set-head origin --auto");
  await runInTerminal(renaming);
});

it.each(blocks.map((block) => [block[4] ?? "", block] as const))(
  "%s",
  async (text, [, file, line, kind]) => {
    if (file !== undefined && line !== undefined) return insertBelow(file, line, text);
    expect(kind).toBe("sh");
    if (/npm start$/m.test(text)) return startStack(text);
    if (!text.includes("http://")) await stopStack();
    const output = await runInTerminal(text.replaceAll("http://127.0.0.1:4000", running?.url ?? "no stack"));
    if (text.includes("curl ")) expect(output).toContain('"products":{"nodes":[{"name":"Bread"}]}');
  },
  400_000,
);

it("ends with a stack that can be stopped", stopStack);

async function runInTerminal(script: string): Promise<string> {
  const marker = "the variables are ";
  const { exitCode, output } = await run(
    `set -e\n${script}\nnode -p '"${marker}" + JSON.stringify(process.env)'`,
    variables,
  );
  expect([exitCode, exitCode === 0 ? "" : output]).toEqual([0, ""]);
  const [written = "", kept = "{}"] = output.split(marker);
  const { PATH, HOME, ...others } = JSON.parse(kept) as Record<string, string>;
  variables = others;
  return written;
}

function insertBelow(file: string, line: string, text: string): void {
  const path = join(folder, file);
  const lines = readFileSync(path, "utf8").split("\n");
  const index = lines.findIndex((each) => each.trim() === line);
  expect(lines[index]?.trim()).toBe(line);
  writeFileSync(path, lines.toSpliced(index + 1, 0, text.trimEnd()).join("\n"));
}

async function startStack(command: string): Promise<void> {
  await stopStack();
  const mode = /^NODE_ENV=(\w+) /.exec(command)?.[1];
  // As `npm start` does first.
  await runInTerminal("npm run --silent build");
  const start = runStartCommand({ ...variables, ...(mode === undefined ? {} : { NODE_ENV: mode }) }, "start", folder);
  const url = await waitFor(
    "the stack",
    () => /The supergraph is up: (\S+)\/graphql/.exec(start.output())?.[1],
    120_000,
  );
  running = { start, url };
}

async function stopStack(): Promise<void> {
  running?.start.pressControlC();
  if (running !== null) expect(await running.start.waitForEnd()).toBe(0);
  running = null;
}
