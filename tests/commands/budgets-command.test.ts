import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";

// npm as far as this command needs it: it lists the tests that `npm test` would run.
const NPM = `#!/bin/sh
[ "$1 $2" = "test --" ] || exit 1
shift 2
exec node --experimental-vm-modules node_modules/jest/bin/jest.js --listTests --selectProjects unit processes "$@"
`;

it("npm run budgets runs the test of the budgets, and no other", () => {
  const folder = createTemporaryFolder({ npm: NPM });
  chmodSync(join(folder, "npm"), 0o755);
  const output = execFileSync(process.execPath, ["scripts/run.cjs", "scripts/budgets.ts"], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  const tests = output.split("\n").filter((line) => line.endsWith(".test.ts"));
  expect(tests).toEqual([join(process.cwd(), "tests/operations/budgets.test.ts")]);
});
