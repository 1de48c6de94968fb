import type { ApolloServerPlugin } from "@apollo/server";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { answerJson } from "../support/fake-subgraph.ts";
import { GATEWAYS, serve } from "./support/apollo-server.ts";
import { answerReviews, REVIEWS, type Shop, startShop } from "./support/shop.ts";

const PAGE = { query: "{ products { name reviews(first: 1) { text } } }" };

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});

describe.each(GATEWAYS)("with $name, a report of usage", ({ create }) => {
  /** Stands for the plugin that reports usage: it reads what the gateway writes into the metrics of a request. */
  function recordMetrics(captureTraces: boolean) {
    const recorded: unknown[] = [];
    const plugin: ApolloServerPlugin = {
      requestDidStart: async ({ metrics }) => {
        metrics.captureTraces = captureTraces;
        return {
          async willSendResponse() {
            recorded.push({
              kinds: metrics.queryPlanTrace?.sequence?.nodes?.map((node) => Object.keys(node)),
              errors: metrics.nonFtv1ErrorPaths,
            });
          },
        };
      },
    };
    return { recorded, plugin };
  }

  it("has the whole trace, which subgraphs are asked for", async () => {
    const { recorded, plugin } = recordMetrics(true);
    const ask = await serve(create({ supergraphSdl: shop.supergraphSdl }), [plugin]);
    expect((await ask(PAGE)).status).toBe(200);
    expect(recorded).toEqual([{ kinds: [["fetch"], ["flatten"]], errors: undefined }]);
    expect(shop.reviews.requests.at(-1)?.headers["apollo-federation-include-trace"]).toBe("ftv1");
  });

  it("has the places of errors without a trace", async () => {
    const { recorded, plugin } = recordMetrics(false);
    const ask = await serve(create({ supergraphSdl: shop.supergraphSdl }), [plugin]);
    shop.reviews.respondWith(
      answerJson({
        data: null,
        errors: [{ message: "no", path: ["_entities", 1, "reviews"] }, { message: "no" }],
      }),
    );
    await ask(PAGE);
    shop.reviews.respondWith(answerReviews(REVIEWS));
    const errors = [{ subgraph: "reviews", path: ["_entities", 1, "reviews"] }, { subgraph: "reviews" }];
    expect(recorded).toEqual([{ kinds: undefined, errors }]);
    expect(shop.reviews.requests.at(-1)?.headers).not.toHaveProperty("apollo-federation-include-trace");
  });

  it("shows the plan to those who ask for it", async () => {
    const gateway = create({ supergraphSdl: shop.supergraphSdl, __exposeQueryPlanExperimental: true });
    const ask = await serve(gateway);
    const { body } = await ask({ ...PAGE, headers: { "apollo-query-plan-experimental": "1" } });
    expect(body.extensions).toEqual({ __queryPlanExperimental: expect.stringContaining("QueryPlan {") });
    expect((await ask(PAGE)).body).not.toHaveProperty("extensions");
  });
});
