import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { runStartCommand } from "../support/start-command.ts";
import { stopAfterTests } from "../support/started-processes.ts";
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
  const start = runStartCommand({ PORT: "nonsense" }, "start:books");
  expect(await start.waitForEnd()).toBe(1);
  expect(start.output()).toBe(
    "books cannot start: bad configuration: PORT: must be a whole number from 0 to 65535\n",
  );
});

it("npm run example says that nobody answers at the port it was told", async () => {
  expect(await runScript("examples/client.ts", { variables: { PORT: "1" } })).toEqual({
    exitCode: 1,
    output:
      "npm run example: http://127.0.0.1:1/graphql cannot be reached: is the stack running (npm start)?\n",
  });
});

it("npm run example says that another server answers", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end("<html>")).listen(0);
  await new Promise((resolve) => server.once("listening", resolve));
  stopAfterTests(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  expect(await runScript("examples/client.ts", { variables: { PORT: String(port) } })).toEqual({
    exitCode: 1,
    output: `npm run example: http://127.0.0.1:${port}/graphql is no GraphQL endpoint: it answered 404 without JSON\n`,
  });
});
