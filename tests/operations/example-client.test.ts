import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";

const stack = await startStack();

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
