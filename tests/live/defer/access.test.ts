import { describe, expect, it } from "@jest/globals";
import { DEFER, describeErrors, mergeParts, type Part, sendForParts } from "./read-parts.ts";
import { startShelfGraph } from "./shelf-graph.ts";

const graph = await startShelfGraph();
const { router, reviews } = graph;

function sendAs(accept: string, query: string): Promise<Response> {
  const headers = { "content-type": "application/json", accept };
  return fetch(`${router.url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) });
}

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

describe("all parts together are the whole answer", () => {
  it.each([
    "{ books { id price ... @defer { title price } ... @defer { reviews { text author } } } }",
    "{ ... @defer { books { price id } } books { ... @defer { reviews { author ... @defer { text } } } } }",
    "{ books { ...A @defer ...B } } fragment A on Book { id reviews { author } } fragment B on Book { price }",
    "{ books { ... @defer { reviews { author } } } }",
    "{ books { ... @defer { notes { text } reviews { text } } } }",
  ])("%s", async (query) => {
    const parts = await (await sendForParts(router.url, query)).rest();
    const whole = (await (await sendAs("application/json", query)).json()) as Part;
    expect(mergeParts(parts)).toEqual({ data: whole.data, errors: describeErrors(whole.errors) });
  });
});

it.each([
  "{ books { ... @defer { dear } ... @defer { reviews { text } } } }",
  "{ books { ... @defer { reviews { text signed } } } }",
])("the answer is whole where a null could reach beyond its part: %s", async (query) => {
  const response = await sendAs(DEFER, query);
  expect(response.headers.get("content-type")).toMatch(/^application\/graphql-response\+json/);
  expect(await response.json()).toEqual(await (await sendAs("application/json", query)).json());
});
