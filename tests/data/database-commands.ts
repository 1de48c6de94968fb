import { execFile } from "node:child_process";

/** How a command of the terminal ended, and both of its streams. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs `npm run db:<name> -- <args>` on the databases in `dataFolder`. */
export function runDatabaseCommand(
  name: "backup" | "restore",
  dataFolder: string,
  args: readonly string[],
): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? "", DATA_DIR: dataFolder };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", `scripts/db-${name}.ts`, ...args], { env }, (error, out, err) =>
      resolve({ exitCode: Number(error?.code ?? 0), output: out + err }),
    );
  });
}
