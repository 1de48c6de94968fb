import { describe, expect, it } from "@jest/globals";
import type { Respond } from "../support/fake-subgraph.ts";
import { behaveAsProducts, behaveAsReviews, hang, startShop } from "./shop-graph.ts";

const OPERATION_TIMEOUT_MS = 1_500;
const { products, reviews, send } = await startShop({
  OPERATION_TIMEOUT_MS: String(OPERATION_TIMEOUT_MS),
  SUBGRAPH_TIMEOUT_MS: "60000",
});

function afterMs(delayMs: number, respond: Respond): Respond {
  return (response, request) => void setTimeout(() => respond(response, request), delayMs);
}

describe("the time of a client's request", () => {
  it("is shared by its fetches: the second has what the first left", async () => {
    products.respondWith(afterMs(OPERATION_TIMEOUT_MS * 0.6, behaveAsProducts));
    reviews.respondWith(afterMs(OPERATION_TIMEOUT_MS * 0.6, behaveAsReviews));
    // Each alone has time enough.
    expect(await send("{ product { name rating } }")).toMatchObject({
      status: 200,
      data: { product: { name: "Lamp", rating: null } },
      errors: [{ path: ["product", "rating"], extensions: { code: "SUBGRAPH_TIMEOUT" } }],
    });
    expect(reviews.countOperations()).toBe(1);
  });

  it("lets no fetch begin when it is over", async () => {
    const before = reviews.countOperations();
    products.respondWith(hang);
    reviews.respondWith(behaveAsReviews);
    const { codes } = await send("mutation { addProduct rate }");
    expect(codes).toEqual(["SUBGRAPH_TIMEOUT", "SUBGRAPH_TIMEOUT"]);
    expect(reviews.countOperations()).toBe(before);
  });

  it("is of no concern to fetches of other requests", async () => {
    products.respondWith(behaveAsProducts);
    expect(await send("{ product { name rating } }")).toMatchObject({
      data: { product: { name: "Lamp", rating: 5 } },
      codes: [],
    });
  });
});
