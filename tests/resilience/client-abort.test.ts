import { describe, expect, it } from "@jest/globals";
import { sendOperation } from "../support/graphql-client.ts";
import { waitFor } from "../support/wait-for.ts";
import { behaveAsProducts, hang, startShop } from "./shop-graph.ts";

const { products, reviews, router } = await startShop({ SUBGRAPH_TIMEOUT_MS: "8000" });

/** Sends an operation, and goes away once `subgraph` has it. */
async function sendAndLeave(query: string, hasArrived: () => boolean): Promise<void> {
  const leaving = new AbortController();
  const left = fetch(`${router.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
    signal: leaving.signal,
  }).catch(() => null);
  await waitFor("the request to arrive", hasArrived);
  leaving.abort();
  await left;
}

describe("when a client goes away", () => {
  it("ends the fetches that are made for it, and begins none", async () => {
    let isClosed = false;
    products.respondWith((response) =>
      response.on("close", () => {
        isClosed = true;
      }),
    );
    await sendAndLeave("mutation { addProduct rate }", () => products.countOperations() === 1);
    await waitFor("the end of the connection", () => isClosed, 4_000);
    // The router goes on to the second field within the same turn; this is time enough to see it.
    await sendOperation(router.url, "{ __typename }");
    expect(reviews.countOperations()).toBe(0);
  });

  it("tries nothing again", async () => {
    const before = products.countOperations();
    products.respondWith(hang);
    await sendAndLeave("{ product { name } }", () => products.countOperations() === before + 1);
    products.respondWith(behaveAsProducts);
    await waitFor("another answer", async () => (await sendOperation(router.url, "{ product { name } }")).data);
    expect(products.countOperations()).toBe(before + 2);
  });

  it("does not hold it against the subgraph", async () => {
    products.respondWith(hang);
    for (let count = 0; count < 20; count += 1) {
      const before = products.countOperations();
      await sendAndLeave("{ product { name } }", () => products.countOperations() > before);
    }
    products.respondWith(behaveAsProducts);
    expect(await sendOperation(router.url, "{ product { name } }")).toMatchObject({
      data: { product: { name: "Lamp" } },
      codes: [],
    });
    expect(router.output()).not.toContain('"breaker":"open"');
  });
});
