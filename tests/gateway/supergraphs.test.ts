import { IntrospectAndCompose, LocalCompose, type SupergraphManager } from "@apollo/gateway";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { type FakeSubgraph, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { waitFor } from "../support/wait-for.ts";
import { GATEWAYS, serve } from "./support/apollo-server.ts";
import { answerReviews, compose, PRODUCTS, REVIEWS, type Shop, startShop } from "./support/shop.ts";

const STARRED = REVIEWS.replace("text: String!", "text: String! stars: Int");
const STARS = { query: '{ product(id: "1") { reviews(first: 1) { stars } } }' };
const NO_STARS = { data: { product: { reviews: [{ stars: null }] } } };

let shop: Shop;
let starred: string;

beforeAll(async () => {
  shop = await startShop();
  starred = compose(shop, STARRED);
});

type Handed = Parameters<SupergraphManager["initialize"]>[0];

describe.each(GATEWAYS)("with $name, a supergraph", ({ create }) => {
  it("comes from a manager, which replaces it and is told to clean up", async () => {
    let handed: Handed | undefined;
    let cleaned = 0;
    const loaded: string[] = [];
    const gateway = create({
      supergraphSdl: {
        async initialize(options) {
          handed = options;
          return { supergraphSdl: shop.supergraphSdl, cleanup: async () => void cleaned++ };
        },
      },
    });
    const ask = await serve(gateway);
    const unsubscribe = gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => loaded.push(coreSupergraphSdl));
    expect((await ask(STARS)).status).toBe(400);
    shop.reviews.respondWith(answerReviews(STARRED));
    handed?.update(starred);
    expect((await ask(STARS)).body).toEqual(NO_STARS);
    unsubscribe();
    handed?.update(shop.supergraphSdl);
    expect((await ask(STARS)).status).toBe(400);
    expect(loaded).toEqual([starred]);
    await expect(handed?.healthCheck(starred)).resolves.toBeUndefined();
    expect(handed?.getDataSource({ name: "reviews", url: shop.reviews.url })).toMatchObject({
      url: shop.reviews.url,
    });
    await gateway.stop();
    expect(cleaned).toBe(1);
  });

  it("that is not valid leaves the one before", async () => {
    let update: Handed["update"] = () => undefined;
    const gateway = create({
      async supergraphSdl(options) {
        update = options.update;
        return { supergraphSdl: shop.supergraphSdl };
      },
    });
    const ask = await serve(gateway);
    expect(() => update("type Query { a: Int }")).toThrow();
    expect((await ask({ query: '{ product(id: "1") { name } }' })).body).toEqual({
      data: { product: { name: "Table" } },
    });
  });

  it("is composed from introspection again and again", async () => {
    const reviews = await startReviews(REVIEWS);
    const gateway = create({
      supergraphSdl: new IntrospectAndCompose({
        subgraphs: [
          { name: "products", url: shop.products.url },
          { name: "reviews", url: reviews.url },
        ],
        introspectionHeaders: { "x-introspects": "yes" },
        pollIntervalInMs: 20,
        subgraphHealthCheck: true,
      }),
    });
    const ask = await serve(gateway);
    expect(reviews.requests[0]?.headers["x-introspects"]).toBe("yes");
    expect((await ask(STARS)).status).toBe(400);
    reviews.respondWith(answerReviews(STARRED));
    await waitFor("the new field", async () => (await ask(STARS)).status === 200);
    expect((await ask(STARS)).body).toEqual(NO_STARS);
    await gateway.stop();
  });

  it("is composed from local schemas", async () => {
    const localServiceList = [
      { name: "products", typeDefs: parse(PRODUCTS), url: shop.products.url },
      { name: "reviews", typeDefs: parse(STARRED), url: shop.reviews.url },
    ];
    shop.reviews.respondWith(answerReviews(STARRED));
    const ask = await serve(create({ supergraphSdl: new LocalCompose({ localServiceList }) }));
    expect((await ask(STARS)).body).toEqual(NO_STARS);
  });

  it("is refused where it asks for protection that a gateway does not give", async () => {
    const link = '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)';
    const supergraphSdl = shop.supergraphSdl.replace("schema\n", `schema ${link}\n`);
    expect(supergraphSdl).toContain(link);
    await expect(create({ supergraphSdl }).load()).rejects.toThrow("for: SECURITY");
  });

  it("serves an operation to its end that began before it was replaced", async () => {
    let update: Handed["update"] = () => undefined;
    let answer: () => void = () => undefined;
    const products = await startFakeSubgraph((response) => {
      answer = () =>
        response
          .setHeader("content-type", "application/json")
          .end('{"data":{"product":{"__typename":"Product","id":"1"}}}');
    });
    const gateway = create({
      async supergraphSdl(options) {
        update = options.update;
        return { supergraphSdl: compose({ ...shop, products }, STARRED) };
      },
    });
    const ask = await serve(gateway);
    shop.reviews.respondWith(answerReviews(STARRED));
    const asked = ask(STARS);
    await waitFor("the first fetch", () => products.requests.length > 0);
    update(compose({ ...shop, products }, REVIEWS));
    answer();
    expect((await asked).body).toEqual(NO_STARS);
  });

  it("is needed to load", async () => {
    await expect(create({}).load()).rejects.toThrow("gateway requires an Apollo configuration");
  });
});

async function startReviews(sdl: string): Promise<FakeSubgraph> {
  return startFakeSubgraph(answerReviews(sdl));
}
