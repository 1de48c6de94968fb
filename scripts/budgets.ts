import { spawnSync } from "node:child_process";

// `npm run budgets`: compares what each stored operation costs with operations/budgets.json; with `--update`, writes
// down what it costs now.

const isUpdating = process.argv.includes("--update");
const { status } = spawnSync("npm", ["test", "--", "tests/operations/budgets.test.ts"], {
  stdio: "inherit",
  env: { ...process.env, ...(isUpdating ? { UPDATE_BUDGETS: "1" } : {}) },
});
process.exitCode = status ?? 1;
