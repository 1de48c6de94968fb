import { beforeEach, describe, expect, it } from "@jest/globals";
import { answerJson, answerText, type Respond } from "../support/fake-subgraph.ts";
import { waitFor } from "../support/wait-for.ts";
import { behaveAsReviews, hang, isProbe, startShop } from "./shop-graph.ts";

const TIMEOUT_MS = 3_000;
const { reviews, router, send } = await startShop({
  REVIEWS_TIMEOUT_MS: String(TIMEOUT_MS),
  SUBGRAPH_RETRIES: "0",
  TRUSTED_PROXIES: "127.0.0.1",
});

function sendMany(count: number) {
  return Promise.all(Array.from({ length: count }, () => send("{ best }")));
}

/** What two callers ask, each something else. */
function sendAsTwo(count: number) {
  const sendOne = (index: number) =>
    index % 2 === 0 ? send("{ best }", "192.0.2.1") : send("{ other: best }", "192.0.2.2");
  return Promise.all(Array.from({ length: count }, (_, index) => sendOne(index)));
}

async function readHealth(): Promise<{ subgraphs: Record<string, string> }> {
  const response = await fetch(`${router.url}/health/ready`);
  expect(response.status).toBe(200);
  return (await response.json()) as { subgraphs: Record<string, string> };
}

function countOpenings(): number {
  return router.logLines().filter(({ breaker }) => breaker === "open").length;
}

/** Fails until the breaker is open. */
async function openBreaker(respond: Respond, sendSome: (count: number) => Promise<unknown> = sendMany) {
  const before = countOpenings();
  reviews.respondWith(respond);
  await waitFor("the breaker to open", async () => {
    await sendSome(6);
    return countOpenings() > before;
  });
}

beforeEach(async () => {
  reviews.respondWith(behaveAsReviews);
  await waitFor("reviews to be served", async () => (await send("{ best }")).codes.length === 0);
});

describe("a subgraph that fails again and again", () => {
  it.each<[what: string, respond: Respond]>([
    ["hanging", hang],
    ["resetting connections", (response) => response.socket?.resetAndDestroy()],
    ["answering 503", answerText("", "text/plain", 503)],
    ["answering 500", answerText("", "text/plain", 500)],
    ["answering 500 with GraphQL errors", answerJson({ errors: [{ message: "no" }] }, 500)],
    ["answering nonsense", answerText("{", "application/json")],
  ])("%s is asked no more: the answer comes at once", async (_what, respond) => {
    await openBreaker(respond);
    const before = reviews.countOperations();
    const answers = await sendMany(50);
    expect(new Set(answers.flatMap(({ codes }) => codes))).toEqual(new Set(["SUBGRAPH_UNAVAILABLE"]));
    expect(reviews.countOperations()).toBe(before);
  });

  it("costs the others' fields nothing", async () => {
    await openBreaker(hang);
    expect(await send("{ product { name rating } }")).toMatchObject({
      data: { product: { name: "Lamp", rating: null } },
      codes: ["SUBGRAPH_UNAVAILABLE"],
    });
  });

  it("is in the log, with the reason", async () => {
    await openBreaker(answerText("", "text/plain", 503));
    expect(router.logLines().findLast(({ breaker }) => breaker === "open")).toMatchObject({
      level: "warn",
      subgraph: "reviews",
      err: { message: expect.stringContaining("HTTP 503") },
    });
  });

  it("is served within 2 s of its return, without a client's help", async () => {
    await openBreaker(hang);
    reviews.respondWith(behaveAsReviews);
    const returned = performance.now();
    await waitFor("its state", async () => (await readHealth()).subgraphs.reviews === "available");
    expect(performance.now() - returned).toBeLessThan(2_000);
    expect((await send("{ best }")).data).toEqual({ best: "Lamp" });
  });
});

describe("a subgraph that refuses the router's own question", () => {
  it("is served again all the same", async () => {
    const refuse = answerText("no", "text/plain", 401);
    await openBreaker((response, request) => (isProbe(request) ? refuse : hang)(response, request), sendAsTwo);
    reviews.respondWith((response, request) => (isProbe(request) ? refuse : behaveAsReviews)(response, request));
    await waitFor("reviews", async () => (await send("{ best }")).codes.length === 0);
  });
});

describe("a subgraph that answers the router, and fails its clients", () => {
  it("is tried with one operation at a time", async () => {
    const failOperations: Respond = (response, request) =>
      (isProbe(request) ? behaveAsReviews : hang)(response, request);
    await openBreaker(failOperations, sendAsTwo);
    await waitFor("a probe's answer", async () => (await readHealth()).subgraphs.reviews === "available");
    const before = reviews.countOperations();
    const trial = send("{ best }");
    await waitFor("the trial", () => reviews.countOperations() === before + 1);
    const answers = await sendMany(20);
    expect(answers.every(({ codes }) => codes[0] === "SUBGRAPH_UNAVAILABLE")).toBe(true);
    expect(reviews.countOperations()).toBe(before + 1);
    expect((await trial).codes).toEqual(["SUBGRAPH_TIMEOUT"]);
  });
});

describe("a subgraph that", () => {
  it.each<[what: string, respond: Respond]>([
    ["answers with errors", answerJson({ errors: [{ message: "no" }] })],
    ["answers 400 with errors", answerJson({ errors: [{ message: "no" }] }, 400)],
    ["answers 404", answerText("no such page", "text/plain", 404)],
  ])("%s is asked again and again", async (_what, respond) => {
    reviews.respondWith(respond);
    const before = reviews.countOperations();
    for (let count = 0; count < 30; count += 1) await send("{ best }");
    expect(reviews.countOperations()).toBe(before + 30);
  });

  it("fails most of the time, at length, is asked no more", async () => {
    const before = countOpenings();
    let count = 0;
    reviews.respondWith((response, request) => {
      count += 1;
      (count % 3 === 0 ? behaveAsReviews : answerText("", "text/plain", 503))(response, request);
    });
    await waitFor("the breaker to open", async () => {
      for (let sent = 0; sent < 10; sent += 1) await send("{ best }");
      return countOpenings() > before;
    });
    expect(count).toBeGreaterThanOrEqual(30);
  });
});
