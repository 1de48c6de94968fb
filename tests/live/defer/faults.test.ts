import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { answerJson } from "../../support/fake-subgraph.ts";
import { waitFor } from "../../support/wait-for.ts";
import { sendForParts } from "./read-parts.ts";
import { answerReviews, INITIAL, QUERY, startShelfGraph } from "./shelf-graph.ts";

const graph = await startShelfGraph({ OPERATION_TIMEOUT_MS: "1500", SUBGRAPH_BREAKER_FAILURES: "0" });
const { router, reviews } = graph;

describe("what fails", () => {
  it("is told in its part, at its path, and masked", async () => {
    reviews.respondWith(
      answerJson({ data: { _entities: [null, null] }, errors: [{ message: "a secret", path: ["_entities", 0] }] }),
    );
    const answer = await sendForParts(router.url, QUERY);
    expect(await answer.next()).toEqual({ data: INITIAL, hasNext: true });
    const parts = await answer.rest();
    expect(parts.at(-1)?.hasNext).toBe(false);
    const entries = parts.flatMap(({ incremental = [] }) => incremental);
    expect(entries.map(({ path, data }) => [path, data])).toEqual([
      [["books", 0], { reviews: null }],
      [["books", 1], { reviews: null }],
    ]);
    const [error] = entries.flatMap(({ errors = [] }) => errors);
    expect(error).toMatchObject({
      message: "Something went wrong on our side. It has been logged.",
      path: ["books", 0],
    });
    expect(JSON.stringify(parts)).not.toContain("secret");
    expect(router.output()).toContain("a secret");
  });

  it.each([
    ["dies", (response: { destroy(): void }) => void response.destroy(), "SUBGRAPH_UNAVAILABLE"],
    ["is late", () => undefined, "SUBGRAPH_TIMEOUT"],
  ])("leaves valid parts when the subgraph %s", async (_how, respond, code) => {
    reviews.respondWith(respond);
    const answer = await sendForParts(router.url, QUERY);
    expect(await answer.next()).toEqual({ data: INITIAL, hasNext: true });
    const parts = await answer.rest();
    const entries = parts.flatMap(({ incremental = [] }) => incremental);
    expect(entries.map(({ data }) => data)).toEqual([{ reviews: null }, { reviews: null }]);
    const codes = entries.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
    expect(new Set(codes)).toEqual(new Set([code]));
    expect(parts.at(-1)?.hasNext).toBe(false);
    reviews.respondWith(answerReviews);
  });

  it("ends with the client: its fetches are cancelled", async () => {
    const { held } = graph.holdReviews();
    const answer = await sendForParts(router.url, QUERY);
    await answer.next();
    const fetching = await waitFor("the fetch", () => held[0]);
    const closed = once(fetching, "close");
    answer.leave();
    await closed;
    reviews.respondWith(answerReviews);
    const [line] = await waitFor("its line", () => {
      const lines = router.logLines().filter(({ msg }) => msg === "a request was abandoned");
      return lines.length > 0 && lines;
    });
    expect(line).toMatchObject({ path: "/graphql" });
  });
});
