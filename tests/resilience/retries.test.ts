import { describe, expect, it } from "@jest/globals";
import { answerJson, answerText, type Respond } from "../support/fake-subgraph.ts";
import { behaveAsReviews, hang, startShop } from "./shop-graph.ts";

const { reviews, send } = await startShop({
  REVIEWS_TIMEOUT_MS: "2000",
  SUBGRAPH_BREAKER_FAILURES: "0",
});

const GRAPHQL_ERROR = { errors: [{ message: "no", extensions: { code: "NOT_FOUND" } }] };

const FAILURES: [what: string, respond: Respond, tries: number, code: string][] = [
  ["resets the connection", (response) => response.socket?.resetAndDestroy(), 3, "SUBGRAPH_UNAVAILABLE"],
  ["closes the connection", (response) => response.socket?.destroy(), 3, "SUBGRAPH_UNAVAILABLE"],
  [
    "breaks off in the middle",
    (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": 100 }).write("{");
      response.socket?.end();
    },
    3,
    "SUBGRAPH_UNAVAILABLE",
  ],
  ["answers 502", answerText("<h1>Bad Gateway</h1>", "text/html", 502), 3, "SUBGRAPH_UNAVAILABLE"],
  ["answers 503", answerText("", "text/plain", 503), 3, "SUBGRAPH_UNAVAILABLE"],
  ["answers 503 with GraphQL", answerJson(GRAPHQL_ERROR, 503), 3, "SUBGRAPH_UNAVAILABLE"],
  ["answers 408 with GraphQL", answerJson(GRAPHQL_ERROR, 408), 3, "SUBGRAPH_UNAVAILABLE"],
  ["answers 504", answerJson({ message: "no" }, 504), 3, "SUBGRAPH_UNAVAILABLE"],
  ["hangs", hang, 2, "SUBGRAPH_TIMEOUT"],
  ["answers 500", answerText("<h1>Oops</h1>", "text/html", 500), 1, "SUBGRAPH_INVALID_RESPONSE"],
  ["answers 500 with GraphQL", answerJson(GRAPHQL_ERROR, 500), 1, "NOT_FOUND"],
  ["answers 400 with GraphQL", answerJson(GRAPHQL_ERROR, 400), 1, "NOT_FOUND"],
  ["answers 404", answerText("no such page", "text/plain", 404), 1, "SUBGRAPH_INVALID_RESPONSE"],
  ["answers 429", answerText("slower", "text/plain", 429), 1, "SUBGRAPH_INVALID_RESPONSE"],
  ["answers nonsense", answerText("{", "application/json"), 1, "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with errors", answerJson(GRAPHQL_ERROR), 1, "NOT_FOUND"],
];

/** Good requests, of which retries are a share. */
async function earnRetries(): Promise<void> {
  reviews.respondWith(behaveAsReviews);
  await Promise.all(Array.from({ length: 20 }, () => send("{ best }")));
}

describe("a query whose subgraph", () => {
  it.each(FAILURES)("%s is sent as often as that may help", async (_what, respond, tries, code) => {
    await earnRetries();
    const before = reviews.countOperations();
    reviews.respondWith(respond);
    expect((await send("{ best }")).codes).toEqual([code]);
    expect(reviews.countOperations() - before).toBe(tries);
  });

  it.each(FAILURES.filter(([, , tries]) => tries > 1))("%s once is answered in whole", async (_what, respond) => {
    await earnRetries();
    let count = 0;
    reviews.respondWith((response, request) => {
      count += 1;
      (count === 1 ? respond : behaveAsReviews)(response, request);
    });
    expect(await send("{ product { name rating } }")).toMatchObject({
      data: { product: { name: "Lamp", rating: 5 } },
      codes: [],
    });
    expect(count).toBe(2);
  });

  it("refuses connections for a moment is answered in whole", async () => {
    await earnRetries();
    await reviews.refuseConnections();
    const answer = send("{ best }");
    // The first try is refused at once, and the second is not made before 25 ms.
    setTimeout(() => void reviews.acceptConnections(), 20);
    expect(await answer).toMatchObject({ data: { best: "Lamp" }, codes: [] });
  });
});

describe("a mutation whose subgraph", () => {
  it.each(FAILURES)("%s is sent once", async (_what, respond, _tries, code) => {
    await earnRetries();
    const before = reviews.countOperations();
    reviews.respondWith(respond);
    expect((await send("mutation { rate }")).codes).toEqual([code]);
    expect(reviews.countOperations() - before).toBe(1);
  });

  it("refuses connections is not sent later", async () => {
    await earnRetries();
    const before = reviews.countOperations();
    await reviews.refuseConnections();
    expect((await send("mutation { rate }")).codes).toEqual(["SUBGRAPH_UNAVAILABLE"]);
    await reviews.acceptConnections();
    await send("{ best }");
    expect(reviews.countOperations() - before).toBe(1);
  });
});
