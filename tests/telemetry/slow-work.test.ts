import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

// Everything takes a millisecond, or a statement that waits for the disk does.
const stack = await startStack({ SLOW_OPERATION_MS: "1", SLOW_STATEMENT_MS: "1" });
const SECRET_WORD = "unspeakable-word";

it("names slow operations with what each subgraph took, and slow statements, without any value", async () => {
  const token = await stack.signIn("editor");
  const register = `mutation RegisterSlowly($username: String!) {
    register(username: $username, password: "${SECRET_WORD}") { user { id } } }`;
  const variables = { username: SECRET_WORD };
  const { codes } = await stack.send(register, { variables, token });
  expect(codes).toEqual([]);
  const operation = await waitFor("the operation to be named", () =>
    stack.router
      .logLines()
      .find(({ msg, operationName }) => msg === "a slow operation" && operationName === "RegisterSlowly"),
  );
  expect(operation).toMatchObject({
    level: "warn",
    reqId: expect.any(String),
    durationMs: expect.any(Number),
    subgraphs: { accounts: { fetches: 1, milliseconds: expect.any(Number) } },
  });
  const statement = await waitFor("a statement to be named", () =>
    stack.accounts.logLines().find(({ msg }) => msg === "a slow statement"),
  );
  expect(statement).toMatchObject({ level: "warn", sql: expect.any(String), durationMs: expect.any(Number) });
  const written = [stack.router, ...stack.subgraphs].map((process) => process.output()).join("\n");
  const metrics = await Promise.all(
    [stack.router, ...stack.subgraphs].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
  );
  const [, , signature = ""] = token.split(".");
  for (const secret of [SECRET_WORD, "editor-demo", signature]) {
    expect(`${written}\n${metrics.join("\n")}`).not.toContain(secret);
  }
});
