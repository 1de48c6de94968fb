import { describe, expect, it } from "@jest/globals";
import { sendForParts } from "./read-parts.ts";
import { startShelfGraph } from "./shelf-graph.ts";

const graph = await startShelfGraph();
const { router, reviews } = graph;

const refusal = (path: (string | number)[]) => ({
  message: expect.stringContaining("Sign in"),
  path,
  extensions: { code: "UNAUTHENTICATED" },
});

describe("a field that is refused", () => {
  it("comes with its object, once: with the first part, or with the part that brings the object", async () => {
    const { release } = graph.holdReviews();
    const query = "{ books { id price ... @defer { title price } ... @defer { reviews { text author } } } }";
    const answer = await sendForParts(router.url, query);
    expect(await answer.next()).toEqual({
      data: { books: ["1", "2"].map((id) => ({ id, price: null, title: `Book ${id}` })) },
      errors: [0, 1].map((index) => expect.objectContaining(refusal(["books", index, "price"]))),
      hasNext: true,
    });
    release();
    const entries = (await answer.rest()).flatMap(({ incremental = [] }) => incremental);
    expect(entries).toEqual(
      ["1", "2"].map((id, index) => ({
        path: ["books", index],
        data: { reviews: [{ text: `on ${id}`, author: null }] },
        errors: [refusal(["books", index, "reviews", 0, "author"])],
      })),
    );
    expect(reviews.requests.some(({ body }) => body.query.includes("author"))).toBe(false);
  });
});
