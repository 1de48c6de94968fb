import type { ServerResponse } from "node:http";
import { expect, it } from "@jest/globals";
import { answerText, type Respond } from "../support/fake-subgraph.ts";
import { waitFor } from "../support/wait-for.ts";
import { behaveAsReviews, startShop } from "./shop-graph.ts";

const { products, reviews, send } = await startShop({
  SUBGRAPH_TIMEOUT_MS: "8000",
  REVIEWS_CONCURRENCY: "2",
  REVIEWS_QUEUE: "1",
  SUBGRAPH_BREAKER_FAILURES: "0",
  SUBGRAPH_RETRIES: "0",
});

it("refuses at once what is over a subgraph's share, and serves what is within", async () => {
  const held: ServerResponse[] = [];
  reviews.respondWith((response) => held.push(response));
  let refused = 0;
  const answers = Array.from({ length: 8 }, async () => {
    const { codes } = await send("{ best }");
    if (codes[0] === "SUBGRAPH_UNAVAILABLE") refused += 1;
    return codes;
  });
  await waitFor("the refusals", () => refused === 5);
  await waitFor("the requests", () => held.length === 2);
  expect(await send("{ product { name } }")).toMatchObject({ codes: [] });
  expect(products.countOperations()).toBe(1);

  reviews.respondWith(behaveAsReviews);
  for (const response of held) behaveAsReviews(response, { headers: {}, body: { query: "", variables: {} }, text: "" });
  const codes = await Promise.all(answers);
  expect(codes.filter(({ length }) => length === 0)).toHaveLength(3);
  expect(reviews.countOperations()).toBe(3);
});

it.each<[what: string, respond: Respond]>([
  ["are reset", (response) => response.socket?.resetAndDestroy()],
  ["are answered with what is no JSON", answerText("<h1>Oops</h1>", "text/html", 500)],
  ["are answered", behaveAsReviews],
])("gives back what requests held that %s", async (_what, respond) => {
  reviews.respondWith(respond);
  for (let count = 0; count < 10; count += 1) await send("{ best }");
  reviews.respondWith(behaveAsReviews);
  const answers = await Promise.all(Array.from({ length: 3 }, () => send("{ best }")));
  expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
});
