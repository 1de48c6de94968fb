import { expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";

// Apollo's data source reads these variables when it is loaded.
const proxy = await startFakeSubgraph(answerJson({ data: { products: [] } }));
process.env.HTTP_PROXY = proxy.url;
const { GATEWAYS, serve } = await import("./support/apollo-server.ts");
const { startShop } = await import("./support/shop.ts");
const shop = await startShop();

it.each(GATEWAYS)("$name asks subgraphs through the proxy of the environment", async ({ create }) => {
  const asked = proxy.requests.length;
  const ask = await serve(create({ supergraphSdl: shop.supergraphSdl }));
  expect((await ask({ query: "{ products { id } }" })).body).toEqual({ data: { products: [] } });
  expect(proxy.requests.length).toBe(asked + 1);
  expect(shop.products.requests).toHaveLength(0);
});
