import { spawnSync } from "node:child_process";
import { readArguments, runCommand } from "./command-line.ts";

// `npm run budgets`: compares what each stored operation costs with operations/budgets.json; with `--update`, writes
// down what it costs now.

const USAGE = "usage: npm run budgets -- [--update]";

await runCommand({ prefix: "", exitCode: 2 }, () => {
  const { values } = readArguments(USAGE, {
    options: { update: { type: "boolean", default: false } },
  } as const);
  // Without the second dashes, Jest takes the path for one more project, and runs all tests.
  const { status } = spawnSync("npm", ["test", "--", "--", "tests/operations/budgets.test.ts"], {
    stdio: "inherit",
    env: { ...process.env, ...(values.update ? { UPDATE_BUDGETS: "1" } : {}) },
  });
  return status ?? 1;
});
