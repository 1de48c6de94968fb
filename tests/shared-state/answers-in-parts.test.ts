import { expect, it } from "@jest/globals";
import { parse } from "graphql";
import type { DatedResponse } from "../../router/responses/cache/freshness.ts";
import { createResponseCache } from "../../router/responses/cache/response-cache.ts";
import type { ExecutionContext } from "../../router/responses/execute.ts";
import type { SharedValues } from "../../router/shared-state/shared-values.ts";

it("an answer in parts does not end the search for answers of other routers", async () => {
  let searches = 0;
  const values = {
    find: async () => {
      searches += 1;
      return null;
    },
    keep: () => undefined,
  } as unknown as SharedValues;
  const parts = (async function* () {})();
  let response: DatedResponse = { data: "{}", errors: [], freshness: null, pending: [], deferred: parts };
  const cache = createResponseCache(1_000, false, values);
  const execute = cache.cacheResponses(async () => response, "supergraph");
  const operation = { document: parse("{ a }"), operationName: null, variables: {}, cacheKey: "a" };
  const context = { accessToken: null, forwarded: null, clientAddress: "192.0.2.1", summary: {} } as ExecutionContext;
  await execute(operation, context);
  await execute(operation, context);
  expect(searches).toBe(2);
  // A whole answer that may not be kept does.
  response = { data: "{}", errors: [], freshness: null };
  await execute(operation, context);
  await execute(operation, context);
  expect(searches).toBe(3);
});
