import { beforeEach, describe, expect, it } from "@jest/globals";
import { answerText, type Respond } from "../support/fake-subgraph.ts";
import { waitFor } from "../support/wait-for.ts";
import { behaveAsReviews, hang, isProbe, startShop } from "./shop-graph.ts";

const { reviews, router, send } = await startShop({
  // Long enough for a busy machine to answer what is to succeed.
  REVIEWS_TIMEOUT_MS: "1000",
  SUBGRAPH_RETRIES: "0",
  TRUSTED_PROXIES: "127.0.0.1",
});

/** Answers as `respond` what asks for `bad`, and all else as it should be. */
function failOnly(respond: Respond): Respond {
  return (response, request) => (request.body.query.includes("bad") ? respond : behaveAsReviews)(response, request);
}

/** Three failures in a row would do. */
const FAILURES: readonly [what: string, respond: Respond, repeats: number][] = [
  ["times out", hang, 5],
  ["loses its connection", (response) => response.socket?.resetAndDestroy(), 12],
  ["is answered with 503", answerText("", "text/plain", 503), 12],
  ["is answered with 500", answerText("", "text/plain", 500), 12],
  ["gets nonsense", answerText("{", "application/json"), 12],
];

function countOpenings(): number {
  return router.logLines().filter(({ breaker }) => breaker === "open").length;
}

const ATTACKER = "192.0.2.1";
const OTHER = "192.0.2.2";

/** Sends one after another, so that nothing else comes between two failures. */
async function sendEach(requests: readonly (readonly [query: string, address: string])[]): Promise<void> {
  for (const [query, address] of requests) expect((await send(query, address)).codes).toHaveLength(1);
}

beforeEach(async () => {
  reviews.respondWith(behaveAsReviews);
  await waitFor("reviews to be served", async () => (await send("{ best }", OTHER)).codes.length === 0);
});

describe.each(FAILURES)("what %s", (_what, respond, repeats) => {
  it.each<[who: string, requests: (index: number) => readonly [query: string, address: string]]>([
    ["of one caller with many documents", (index) => [`{ bad${index}: best }`, ATTACKER]],
    ["of many addresses of one network", (index) => [`{ bad${index}: best }`, `2001:db8:0:1::${index + 1}`]],
    ["of many callers with one document", (index) => ["{ bad: best }", `198.51.100.${index}`]],
  ])("%s leaves the subgraph to the others", async (_who, request) => {
    const before = countOpenings();
    reviews.respondWith(failOnly(respond));
    await sendEach(Array.from({ length: repeats }, (_, index) => request(index)));
    expect(await send("{ best }", OTHER)).toMatchObject({ data: { best: "Lamp" }, codes: [] });
    expect(countOpenings()).toBe(before);
  });
});

describe("a subgraph that answers the router's question alone", () => {
  it("is given up when operations of two callers fail", async () => {
    const before = countOpenings();
    reviews.respondWith((response, request) => (isProbe(request) ? behaveAsReviews : hang)(response, request));
    await sendEach([
      ["{ a: best }", ATTACKER],
      ["{ b: best }", OTHER],
      ["{ c: best }", ATTACKER],
    ]);
    expect(countOpenings()).toBe(before + 1);
  });
});

describe("a subgraph that hangs", () => {
  it("is given up for a single caller too: the router asks it itself", async () => {
    const before = countOpenings();
    reviews.respondWith(hang);
    await waitFor("the breaker to open", async () => {
      await send("{ best }", ATTACKER);
      return countOpenings() > before;
    });
  });
});
