import { describe, expect, it } from "@jest/globals";
import { addUpCost } from "../../operations/operation-cost.ts";
import { runStoredOperation } from "../../operations/stored-operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";

const stack = await startDemoStack();

async function countStatements(name: string, first: number) {
  const { errors, extensions, data } = await runStoredOperation(stack, name, { first });
  expect(errors).toBeUndefined();
  return addUpCost(extensions.queryPlan as Parameters<typeof addUpCost>[0], data).statements;
}

describe("the size of a page does not change the number of SQL statements", () => {
  it.each(["ListBooks", "BookPage", "CommentsOfBook"])("%s", async (name) => {
    expect(await countStatements(name, 100)).toEqual(await countStatements(name, 1));
  });
});
