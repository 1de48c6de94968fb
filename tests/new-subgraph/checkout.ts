import { execFile } from "node:child_process";
import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createDataFolder } from "../support/data-folder.ts";
import type { Variables } from "../support/process.ts";

const LEFT_OUT = ["node_modules", "dist", "data", "coverage", ".git"];

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** A copy of the checkout in a folder of its own, which is removed after the file's tests. */
export interface Checkout {
  readonly folder: string;
  /** Runs a line of shell in it. */
  run(command: string, variables?: Variables): Promise<Ended>;
}

/** Copies the checkout, without what is generated; it has the packages of the original. */
export function copyCheckout(): Checkout {
  const folder = join(createDataFolder(), "checkout");
  for (const name of readdirSync(".").filter((entry) => !LEFT_OUT.includes(entry))) {
    const filter = (path: string) => !/\/(?:generated|node_modules)$/.test(path);
    cpSync(name, join(folder, name), { recursive: true, filter });
  }
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
  return {
    folder,
    run: (command, variables = {}) =>
      new Promise((end) => {
        execFile(
          "sh",
          ["-c", command],
          { cwd: folder, env: { ...env, ...variables }, maxBuffer: 2 ** 26 },
          (error, out, err) => end({ exitCode: Number(error?.code ?? 0), output: out + err }),
        );
      }),
  };
}
