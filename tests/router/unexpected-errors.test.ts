import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { readRequestLog } from "../support/request-log.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack();
const token = await stack.signIn("reader");
const MASKED = {
  message: "Something went wrong on our side. It has been logged.",
  extensions: { code: "INTERNAL_SERVER_ERROR" },
};

// The table goes from under the running process: a failure that no resolver expects.
const connection = await createDatabaseAdapter(`file:${join(stack.dataFolder, "accounts.db")}`).connect();
await connection.executeScript("ALTER TABLE User RENAME TO Elsewhere");
await connection.dispose();

it("sends an unexpected error as one fixed sentence, through subgraph and router", async () => {
  const answer = await stack.send(`{ me { username } items { totalCount } }`, { token });
  expect(answer).toMatchObject({ status: 200, data: { me: null, items: { totalCount: 24 } } });
  expect(answer.errors).toEqual([
    { ...MASKED, path: ["me"], extensions: { ...MASKED.extensions, serviceName: "accounts" } },
  ]);
  expect(answer.body).not.toMatch(/prisma|sql|table|\bat /i);
});

it("sends it as the same sentence when the subgraph is asked directly", async () => {
  const { errors, body } = await sendOperation(stack.accounts.url, "{ me { username } }", {
    token,
    asRouter: true,
  });
  expect(errors).toEqual([expect.objectContaining({ ...MASKED, path: ["me"] })]);
  expect(body).not.toMatch(/prisma|sql|table|\bat /i);
});

it("logs it in full where it happened, under the id that the router logged", async () => {
  const { headers } = await stack.send("query Broken { me { username } }", { token });
  const requestId = headers.get("x-request-id");
  const ofAccounts = await readRequestLog(stack.accounts, requestId);
  expect(ofAccounts).toContainEqual(
    expect.objectContaining({
      level: "error",
      service: "accounts",
      err: expect.objectContaining({
        message: expect.stringMatching(/User/),
        stack: expect.stringMatching(/\n +at /),
      }),
    }),
  );
  const ofRouter = await readRequestLog(stack.router, requestId);
  expect(ofRouter).toContainEqual(
    expect.objectContaining({
      msg: "an operation failed unexpectedly",
      hint: expect.stringContaining("SUBGRAPH_ERROR_CODES"),
    }),
  );
  expect(ofRouter).toContainEqual(
    expect.objectContaining({
      msg: "request",
      operationName: "Broken",
      errorCodes: ["INTERNAL_SERVER_ERROR"],
    }),
  );
});

it("goes on serving", async () => {
  expect(await stack.send("{ items { totalCount } }", { token })).toMatchObject({ status: 200, codes: [] });
});
