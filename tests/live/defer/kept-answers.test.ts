import { expect, it } from "@jest/globals";
import { sendForParts } from "./read-parts.ts";
import { answerBooks, answerReviews, INITIAL, QUERY, startShelfGraph, WHOLE } from "./shelf-graph.ts";

const { router, books, reviews } = await startShelfGraph({ RESPONSE_CACHE_BYTES: "1000000" });

it("keeps an answer only when it is whole, and gives that to a client that takes parts", async () => {
  books.respondWith((response, request) => {
    response.setHeader("cache-control", "max-age=60, public");
    answerBooks(response, request);
  });
  reviews.respondWith((response, request) => {
    response.setHeader("cache-control", "max-age=60, public");
    answerReviews(response, request);
  });
  const inParts = async () => (await sendForParts(router.url, QUERY, { accept: "multipart/mixed" })).rest();
  for (let round = 1; round <= 2; round += 1) {
    const [first] = await inParts();
    expect(first).toEqual({ data: INITIAL, hasNext: true });
    expect(books.requests.length).toBe(round);
  }
  const whole = async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ query: QUERY });
    const response = await fetch(`${router.url}/graphql`, { method: "POST", headers, body });
    return [response.headers.get("cache-control"), await response.json()];
  };
  expect(await whole()).toEqual(["max-age=60, public", { data: WHOLE }]);
  expect(await whole()).toEqual(["max-age=60, public", { data: WHOLE }]);
  expect(await inParts()).toEqual([{ data: WHOLE, hasNext: false }]);
  expect(books.requests.length).toBe(3);
});
