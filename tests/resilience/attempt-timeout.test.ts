import type { ServerResponse } from "node:http";
import { describe, expect, it } from "@jest/globals";
import type { Respond } from "../support/fake-subgraph.ts";
import { measure } from "../support/measure.ts";
import { waitFor } from "../support/wait-for.ts";
import { behaveAsProducts, behaveAsReviews, hang, startShop } from "./shop-graph.ts";

const TIMEOUT_MS = 1_500;
const { products, reviews, send } = await startShop({
  SUBGRAPH_TIMEOUT_MS: "60000",
  REVIEWS_TIMEOUT_MS: String(TIMEOUT_MS),
  SUBGRAPH_RETRIES: "0",
  SUBGRAPH_BREAKER_FAILURES: "0",
});

/** Writes `text` every `intervalMs` until nobody listens any more. */
function dripForEver(response: ServerResponse, text: string, intervalMs: number): void {
  response.writeHead(200, { "content-type": "application/json" }).write('{"data":');
  const timer = setInterval(() => response.write(text), intervalMs);
  response.on("close", () => clearInterval(timer));
}

const ENDLESS: [what: string, respond: Respond, code: string][] = [
  ["does not answer", hang, "SUBGRAPH_TIMEOUT"],
  ["answers a byte at a time", (response) => dripForEver(response, " ", 100), "SUBGRAPH_TIMEOUT"],
  ["answers without end", (response) => dripForEver(response, " ".repeat(4_000_000), 1), "SUBGRAPH_INVALID_RESPONSE"],
];

describe("a subgraph that", () => {
  it.each(ENDLESS)("%s is given its own time and no more", async (_what, respond, code) => {
    let closed = 0;
    reviews.respondWith((response, request) => {
      response.on("close", () => {
        closed += 1;
      });
      respond(response, request);
    });
    const { result, durationMs } = await measure(() => send("{ product { name rating } }"));
    expect(result).toMatchObject({ data: { product: { name: "Lamp", rating: null } }, codes: [code] });
    expect(durationMs).toBeLessThan(TIMEOUT_MS * 5);
    await waitFor("the end of the connection", () => closed === 1);
  });

  it("answers within its time is listened to", async () => {
    reviews.respondWith((response, request) => {
      setTimeout(() => behaveAsReviews(response, request), TIMEOUT_MS / 4);
    });
    expect(await send("{ best }")).toMatchObject({ data: { best: "Lamp" }, codes: [] });
  });

  it("is asked is told how long it will be waited for", async () => {
    reviews.respondWith(behaveAsReviews);
    products.respondWith(behaveAsProducts);
    await send("{ product { name rating } }");
    const told = Number(reviews.requests.at(-1)?.headers["remaining-time-ms"]);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(TIMEOUT_MS);
    // By its operation: the subgraph's own time is longer.
    const most = Number(products.requests.at(-1)?.headers["remaining-time-ms"]);
    expect(most).toBeGreaterThan(TIMEOUT_MS);
    expect(most).toBeLessThanOrEqual(8_000);
  });

  it("has the time of all is given that", async () => {
    products.respondWith((response) => {
      setTimeout(
        () =>
          response
            .writeHead(200, { "content-type": "application/json" })
            .end(JSON.stringify({ data: { product: { name: "Late" } } })),
        TIMEOUT_MS * 2,
      );
    });
    expect(await send("{ product { name } }")).toMatchObject({
      data: { product: { name: "Late" } },
      codes: [],
    });
  });
});
