import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { sendOperation } from "../../support/graphql-client.ts";
import { startProcess } from "../../support/process.ts";

it("the router affords the query of the README", async () => {
  const router = await startProcess("router/main", {});
  const [, query = ""] = /```graphql\n([^`]+)```/.exec(readFileSync("README.md", "utf8")) ?? [];
  expect(query).toContain("books");
  // Nothing else is in its way than the token that it lacks.
  expect((await sendOperation(router.url, query)).codes).toEqual(["UNAUTHENTICATED"]);
});
