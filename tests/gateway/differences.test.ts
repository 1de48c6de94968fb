import { beforeAll, expect, it } from "@jest/globals";
import { createGateway } from "../../packages/gateway/create-gateway.ts";
import { answerJson } from "../support/fake-subgraph.ts";
import { type Ask, serve } from "./support/apollo-server.ts";
import { answerProducts, answerReviews, REVIEWS, type Shop, startShop } from "./support/shop.ts";

// What packages/gateway/README.md says under "What differs".

const PAGE = { query: "query ($first: Int) { products { name reviews(first: $first) { text } } }" };

let shop: Shop;
let ask: Ask;

beforeAll(async () => {
  shop = await startShop();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  ask = await serve(createGateway({ supergraphSdl: shop.supergraphSdl, logger }));
});

it("gives an error at each field that a failed request leaves without data", async () => {
  shop.reviews.respondWith(answerJson({}, 503));
  const { body } = await ask(PAGE);
  shop.reviews.respondWith(answerReviews(REVIEWS));
  expect(body.errors?.map(({ path }) => path)).toEqual([0, 1, 2].map((index) => ["products", index, "reviews"]));
  for (const { extensions } of body.errors ?? []) expect(extensions?.serviceName).toBe("reviews");
});

it("gives an error for a value of the wrong type", async () => {
  shop.products.respondWith(answerJson({ data: { products: [{ name: { not: "a text" } }] } }));
  const { body } = await ask({ query: "{ products { name } }" });
  shop.products.respondWith(answerProducts);
  expect(body.data).toEqual({ products: [{ name: null }] });
  expect(body.errors).toMatchObject([{ path: ["products", 0, "name"] }]);
  expect(body).not.toHaveProperty("extensions");
});

it("asks for an entity once", async () => {
  const product = { __typename: "Product", id: "1", name: "Table" };
  shop.products.respondWith(answerJson({ data: { products: [product, product, { ...product, id: "2" }] } }));
  const { body } = await ask({ ...PAGE, variables: { first: 1 } });
  shop.products.respondWith(answerProducts);
  expect(body.errors).toBeUndefined();
  expect(shop.reviews.requests.at(-1)?.body.variables.representations).toHaveLength(2);
});

it("blames the client for input that a subgraph refuses", async () => {
  shop.reviews.respondWith(answerJson({ errors: [{ message: 'Variable "$first" got invalid value 7.' }] }, 200));
  const { body } = await ask({ ...PAGE, variables: { first: 7 } });
  shop.reviews.respondWith(answerReviews(REVIEWS));
  expect(body.errors?.[0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT", field: "first" } });
  expect(JSON.stringify(body)).not.toContain("got invalid value");
});
