import { expect, it } from "@jest/globals";
import { parse } from "graphql";
import type { RouterContext } from "../../router/request/router-context.ts";
import { shareExecutions } from "../../router/responses/sharing/share-executions.ts";

const DOCUMENT = parse("query ($id: ID) { letter(id: $id) { text } }");

/** Executions that never end, and how many there are of them. */
function createSharing() {
  let executions = 0;
  const execute = shareExecutions(() => {
    executions += 1;
    return new Promise<never>(() => undefined);
  });
  return {
    countExecutions: () => executions,
    ask(id: string, remainingMs: number): void {
      const operation = { document: DOCUMENT, operationName: null, variables: { id }, cacheKey: "key" };
      execute(operation, describeRequest(remainingMs)).catch(() => undefined);
    },
  };
}

/** A request as far as sharing looks at it. */
function describeRequest(remainingMs: number): RouterContext {
  const ignore = () => undefined;
  const deadline = {
    isCancelled: false,
    remainingMs: () => remainingMs,
    onCancel: ignore,
    offCancel: ignore,
  };
  return { requestId: "id", accessToken: null, summary: {}, deadline } as unknown as RouterContext;
}

it.each([
  ["joins an execution that has half of its own time left", 4_000, 1],
  ["does not join one that has less, and would leave it the errors of another's time limit", 3_999, 2],
])("a query %s", (_what, remainingMs, executions) => {
  const { ask, countExecutions } = createSharing();
  ask("1", remainingMs);
  ask("1", 8_000);
  expect(countExecutions()).toBe(executions);
});

it("shares a thousand executions at once and no more", () => {
  const { ask, countExecutions } = createSharing();
  for (let id = 0; id < 1_001; id += 1) ask(String(id), 8_000);
  expect(countExecutions()).toBe(1_001);
  ask("999", 8_000);
  expect(countExecutions()).toBe(1_001);
  ask("1000", 8_000);
  expect(countExecutions()).toBe(1_002);
});
