import { beforeEach, describe, expect, it } from "@jest/globals";
import { findRetryAfter } from "../../router/transport/retry-after.ts";
import type { Respond } from "../support/fake-subgraph.ts";
import { waitFor } from "../support/wait-for.ts";
import { behaveAsReviews, isProbe, startShop } from "./shop-graph.ts";

const { reviews, router, send } = await startShop({
  OPERATION_TIMEOUT_MS: "3000",
  SUBGRAPH_BREAKER_FAILURES: "1",
});

function answerBusy(status: number, retryAfter: string): Respond {
  return (response) =>
    response.writeHead(status, { "content-type": "application/json", "retry-after": retryAfter }).end("{}");
}

beforeEach(async () => {
  reviews.respondWith(behaveAsReviews);
  await waitFor("reviews to be served", async () => (await send("{ best }")).codes.length === 0);
});

describe.each([503, 429])("a subgraph that is busy (%i with Retry-After)", (status) => {
  it("is asked again when the time is over, and not before", async () => {
    const askedAt: number[] = [];
    reviews.respondWith((response, request) => {
      askedAt.push(performance.now());
      (askedAt.length === 1 ? answerBusy(status, "1") : behaveAsReviews)(response, request);
    });
    expect(await send("{ best }")).toMatchObject({ data: { best: "Lamp" }, codes: [] });
    const [first = 0, second = 0] = askedAt;
    expect(second - first).toBeGreaterThanOrEqual(1_000);
  });

  it("is told to the client at once when the operation has not the time", async () => {
    const before = reviews.countOperations();
    reviews.respondWith(answerBusy(status, "60"));
    expect((await send("{ best }")).errors).toMatchObject([
      {
        message: 'The subgraph "reviews" is busy. Try again in 60 s.',
        extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "reviews", retryAfter: 60 },
      },
    ]);
    expect(reviews.countOperations()).toBe(before + 1);
  });

  it("is sent a mutation once", async () => {
    const before = reviews.countOperations();
    reviews.respondWith(answerBusy(status, "0"));
    expect((await send("mutation { rate }")).codes).toEqual(["SUBGRAPH_UNAVAILABLE"]);
    expect(reviews.countOperations()).toBe(before + 1);
  });

  it("has not failed: others are served, and it is available", async () => {
    reviews.respondWith((response, request) =>
      (request.body.query.includes("busy") || isProbe(request) ? answerBusy(status, "60") : behaveAsReviews)(
        response,
        request,
      ),
    );
    for (let count = 0; count < 10; count += 1) await send("{ busy: best }");
    expect((await send("{ best }")).codes).toEqual([]);
    expect(router.logLines().filter(({ breaker }) => breaker === "open")).toEqual([]);
    const health = await fetch(`${router.url}/health/ready`);
    expect(await health.json()).toMatchObject({ subgraphs: { reviews: "available" } });
  });
});

describe("Retry-After", () => {
  it.each([
    [503, "7", 7],
    [429, "0", 0],
    [503, new Date(Date.now() - 60_000).toUTCString(), 0],
    [503, "99999999999", 86_400],
    [503, undefined, null],
    [503, "soon", null],
    [503, "-1", null],
    [502, "7", null],
    [500, "7", null],
  ])("of HTTP %i, being %j, means %j seconds", (status, header, seconds) => {
    expect(findRetryAfter(status, header)).toBe(seconds);
  });

  it("may be a date", () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    expect(findRetryAfter(503, date)).toBeGreaterThan(50);
    expect(findRetryAfter(503, date)).toBeLessThanOrEqual(60);
  });
});
