import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import { runScript } from "../../commands/run-command.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { startDemoStack } from "../support/demo-stack.ts";

const stack = await startDemoStack();

async function runExample(): Promise<{ stdout: string; stderr: string }> {
  const nodeArguments = ["--import", "tsx", "examples/client.ts", `${stack.router.url}/graphql`];
  return promisify(execFile)(process.execPath, nodeArguments);
}

it("pages through all books and comments on one", async () => {
  const { stdout, stderr } = await runExample();
  const lines = stdout.trim().split("\n");
  expect(lines).toHaveLength(25);
  expect(lines[0]).toBe("Pride and Prejudice – Jane Austen");
  expect(lines.at(-1)).toBe('"Next!" on Twenty Thousand Leagues Under the Seas');
  expect(stderr).toBe("");
});

it("npm run example says that nobody answers at the port it was told", async () => {
  expect(await runScript("examples/client.ts", { variables: { PORT: "1" } })).toEqual({
    exitCode: 1,
    output: "npm run example: http://127.0.0.1:1/graphql cannot be reached: is the stack running (npm start)?\n",
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
