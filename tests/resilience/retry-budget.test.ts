import { expect, it } from "@jest/globals";
import { answerText } from "../support/fake-subgraph.ts";
import { measure } from "../support/measure.ts";
import { behaveAsReviews, startShop } from "./shop-graph.ts";

const REQUESTS = 500;
const AT_ONCE = 20;
/** What may be retried beside the tenth: ten at once, and one for each second. */
const RESERVE = 10;

const { reviews, send } = await startShop();

it("sends a failing subgraph a tenth more at most, however many requests fail", async () => {
  let count = 0;
  const fail = answerText("", "text/plain", 503);
  // Rare enough for the breaker, too frequent for the budget.
  reviews.respondWith((response, request) => {
    count += 1;
    (count % 3 === 0 ? fail : behaveAsReviews)(response, request);
  });
  let sent = 0;
  const { durationMs } = await measure(() =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (sent += 1; sent <= REQUESTS; sent += 1) await send("{ best }");
      }),
    ),
  );
  const retries = reviews.countOperations() - REQUESTS;
  expect(retries).toBeGreaterThan(REQUESTS * 0.1);
  expect(retries).toBeLessThanOrEqual(REQUESTS * 0.1 + RESERVE + durationMs / 1000 + 1);
});
