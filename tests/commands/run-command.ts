import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Variables } from "../support/process.ts";

// By URL, because Node looks for --import in the working folder, which may be a temporary one.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const root = fileURLToPath(new URL("../../", import.meta.url));

/** How a command of the terminal ended, and both of its streams. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Where and how to run a command. */
export interface RunOptions {
  readonly args?: readonly string[];
  readonly variables?: Variables;
  /** The project's root where absent. */
  readonly folder?: string;
}

/** Runs the TypeScript file `path`, named from the project's root, to its end. */
export function runScript(path: string, { args = [], ...options }: RunOptions = {}): Promise<Outcome> {
  return runNode(["--import", tsx, `${root}${path}`, ...args], options);
}

/** Runs Node with `args` to its end. */
export function runNode(args: readonly string[], options: Omit<RunOptions, "args"> = {}): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...options.variables };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: options.folder ?? root, env }, (error, out, err) =>
      resolve({ exitCode: Number(error?.code ?? 0), output: out + err }),
    );
  });
}
