import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { runStartCommand } from "../support/start-command.ts";
import { runNode, runScript } from "./run-command.ts";

const preload = join(process.cwd(), "scripts", "require-build.cjs");

it("npm start without a build says what to run", async () => {
  expect(await runScript("scripts/start.ts", { folder: createTemporaryFolder({}) })).toEqual({
    exitCode: 1,
    output: "npm start: there is no build: run npm run build first\n",
  });
});

it("npm run start:<process> without a build says what to run", async () => {
  const folder = createTemporaryFolder({});
  expect(await runNode(["--require", preload, "dist/router/main.js"], { folder })).toEqual({
    exitCode: 1,
    output: expect.stringMatching(/dist\/router\/main\.js is not there: run npm run build first\.\n$/),
  });
});

it("every start:<process> looks for its build first", async () => {
  const start = runStartCommand({ PORT: "nonsense" }, "start:accounts");
  expect(await start.waitForEnd()).toBe(1);
  expect(start.output()).toBe(
    "accounts cannot start: bad configuration: PORT: must be a whole number from 0 to 65535\n",
  );
});
