import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { runStartCommand } from "../support/start-command.ts";

/** How a command in a copy of the checkout ended, with both of its streams. */
interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** A copy of the checkout, committed, with the libraries of this one. */
function copyCheckout(): string {
  const folder = createDataFolder();
  const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n");
  for (const file of files.filter((name) => existsSync(name))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  runGit(folder, "init", "-q");
  commit(folder);
  appendFileSync(join(folder, ".git", "info", "exclude"), "node_modules\n");
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
}

function runGit(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
}

function commit(folder: string): void {
  runGit(folder, "add", "-A");
  runGit(folder, "commit", "-q", "-m", "a state");
}

function run(folder: string, command: string, ...args: readonly string[]): Outcome {
  try {
    const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
    const output = execFileSync(command, args, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
    return { exitCode: 0, output };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { exitCode: status, output: stdout + stderr };
  }
}

const npmRun = (folder: string, script: string, ...args: readonly string[]) =>
  run(folder, "npm", "run", "--silent", script, ...args);

const folder = copyCheckout();

describe("npm run remove:demo refuses, and changes nothing,", () => {
  it.each<[what: string, change: () => void, problem: RegExp]>([
    [
      "while something of the demo is not committed",
      () => appendFileSync(join(folder, "subgraphs/books/books.ts"), "// mine\n"),
      /commit or undo these changes first, so that nothing of yours is lost:\n M subgraphs\/books\/books\.ts\n$/,
    ],
    [
      "while a file that it would change is not committed",
      () => appendFileSync(join(folder, "README.md"), "mine\n"),
      / M README\.md\n$/,
    ],
    [
      "while there is a new file in the demo's folders",
      () => writeFileSync(join(folder, "tests/demo/mine.ts"), ""),
      /\?\? tests\/demo\/mine\.ts\n$/,
    ],
    [
      "while another subgraph needs a field of the demo",
      () => {
        const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])
          type Book @key(fields: "id") { id: ID!  title: String! @external  shout: String @requires(fields: "title") }`;
        writeFileSync(join(folder, "shout.graphql"), sdl);
        appendFileSync(
          join(folder, "supergraph.yaml"),
          "  shout:\n    routing_url: http://127.0.0.1:1/graphql\n    schema:\n      file: ./shout.graphql\n",
        );
        commit(folder);
      },
      /shout\.graphql.* error \w+ \[shout\] .*title/,
    ],
  ])("%s", (_what, change, problem) => {
    const first = runGit(folder, "rev-parse", "HEAD").trim();
    change();
    const before = runGit(folder, "status", "--porcelain");
    expect(npmRun(folder, "remove:demo")).toEqual({ exitCode: 1, output: expect.stringMatching(problem) });
    expect(runGit(folder, "status", "--porcelain")).toBe(before);
    runGit(folder, "reset", "-q", "--hard", first);
    runGit(folder, "clean", "-fdq");
  });
});

describe("npm run remove:demo", () => {
  it("says what it removed, and what to do next", () => {
    const { exitCode, output } = npmRun(folder, "remove:demo");
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/^Removed:\n {2}subgraphs\/books\n[\s\S]+npm run new:subgraph -- <name>/),
    });
    for (const place of ["subgraphs/books", "prisma/comments", "tests/demo", "operations/add-book.graphql"]) {
      expect(output).toContain(`  ${place}\n`);
      expect(existsSync(join(folder, place))).toBe(false);
    }
    expect(existsSync(join(folder, "operations/me.graphql"))).toBe(true);
    // What stays is not written in another way: the last member loses its comma.
    expect(runGit(folder, "diff", "operations/variables.json").match(/^\+ /gm)).toHaveLength(1);
    const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(scripts).toHaveProperty("start:accounts");
    for (const script of ["start:books", "example", "test:faults", "pretest:faults", "remove:demo"])
      expect(scripts).not.toHaveProperty([script]);
  });

  it.each(["build", "typecheck", "lint"])(
    "leaves a project whose npm run %s succeeds",
    (script) => {
      expect(npmRun(folder, script)).toMatchObject({ exitCode: 0 });
    },
    180_000,
  );

  it("leaves files that are as the commands would write them", () => {
    commit(folder);
    expect(npmRun(folder, "compose").exitCode).toBe(0);
    expect(runGit(folder, "status", "--porcelain")).toBe("");
    const { exitCode, output } = npmRun(folder, "check");
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/1 subgraph composes[\s\S]+Check passed: no errors, no warnings/),
    });
  });

  it("leaves a graph that npm start serves", async () => {
    const start = runStartCommand({}, "start", folder);
    const url = await start.waitForBanner();
    const login = 'mutation { login(username: "editor", password: "editor-demo") { accessToken } }';
    const { data } = await sendOperation<{ login: { accessToken: string } }>(url, login);
    const answer = await sendOperation(url, "{ me { username } }", { token: data.login.accessToken });
    expect(answer.data).toEqual({ me: { username: "editor" } });
    start.pressControlC();
    expect(await start.waitForEnd()).toBe(0);
  });

  it("leaves tests that succeed: those of the pages, of the structure and of a suite", () => {
    const jest = ["--experimental-vm-modules", "node_modules/jest/bin/jest.js", "--maxWorkers=1"];
    expect(run(folder, process.execPath, ...jest, "tests/docs", "tests/structure", "tests/server")).toMatchObject({
      exitCode: 0,
    });
  }, 180_000);
});

it("npm run remove:demo refuses where the demo is gone", () => {
  runGit(folder, "reset", "-q", "--hard", "HEAD~1");
  for (const name of ["books", "comments"]) rmSync(join(folder, "subgraphs", name), { recursive: true });
  expect(npmRun(folder, "remove:demo")).toEqual({
    exitCode: 1,
    output: "npm run remove:demo: the demo is gone already\n",
  });
});
