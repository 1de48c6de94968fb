import { expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createEngine } from "../../../packages/engine/create-engine.ts";
import { createOperationCounts, prepareBusiest } from "../../../router/graph/busiest-operations.ts";
import { composeForTest } from "../../support/supergraph-file.ts";

const SUPERGRAPH = composeForTest([
  {
    name: "books",
    url: "http://books.test",
    sdl: 'type Query { book: Book } type Book @key(fields: "id") { id: ID! }',
  },
  { name: "reviews", url: "http://reviews.test", sdl: 'type Book @key(fields: "id") { id: ID! stars: Int }' },
]);

it.each([true, false])("a plan is prepared as the client asks for the answer; in parts: %s", async (mayDefer) => {
  const engine = createEngine<null>({
    supergraphSdl: SUPERGRAPH,
    transport: async () => ({ data: null, isClean: true }),
    declaresDefer: true,
  });
  const document = parse("query ($late: Boolean!) { book { id ... @defer(if: $late) { stars } } }");
  const operation = { document, operationName: null, variables: { late: true }, cacheKey: "book", mayDefer };
  const counts = createOperationCounts();
  counts.count(operation);
  await prepareBusiest(engine, counts);
  const { misses } = engine.countPlans();
  await engine.execute(operation, null);
  expect(engine.countPlans()).toMatchObject({ hits: 1, misses });
  await engine.execute({ ...operation, mayDefer: !mayDefer }, null);
  expect(engine.countPlans()).toMatchObject({ hits: 1, misses: misses + 1 });
});
