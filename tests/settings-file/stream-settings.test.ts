import { describe, expect, it } from "@jest/globals";
import { readRouterConfig } from "../../router/config.ts";
import { settingsSchema } from "../../router/settings-file/router-settings.ts";
import { chooseStreamUrl } from "../../router/transport/streams/stream-settings.ts";

const DEVELOPMENT = { NODE_ENV: "development" };
const SETTINGS = settingsSchema.parse({
  subgraphs: { reviews: { subscriptions: { protocol: "graphql-transport-ws", url: "wss://live.example/graphql" } } },
});

describe("how a subgraph is asked for subscriptions", () => {
  it("is by Server-Sent Events at its usual URL, unless something else is set", () => {
    const streams = readRouterConfig(DEVELOPMENT).transport.findStreams("reviews");
    expect(streams.protocol).toBe("sse");
    expect(chooseStreamUrl(streams, "http://reviews.example/graphql")).toBe("http://reviews.example/graphql");
  });

  it("can be set in the file, over which variables win", () => {
    const { findStreams } = readRouterConfig(DEVELOPMENT, SETTINGS).transport;
    expect(findStreams("reviews")).toEqual({ protocol: "graphql-transport-ws", url: "wss://live.example/graphql" });
    const variables = { ...DEVELOPMENT, REVIEWS_SUBSCRIPTION_URL: "https://other.example/" };
    const streams = readRouterConfig(variables, SETTINGS).transport.findStreams("reviews");
    expect(chooseStreamUrl(streams, "http://reviews.example/graphql")).toBe("wss://other.example/");
  });

  it.each([
    [{ REVIEWS_SUBSCRIPTION_PROTOCOL: "ws" }, /REVIEWS_SUBSCRIPTION_PROTOCOL: must be sse or graphql-transport-ws/],
    [{ REVIEWS_SUBSCRIPTION_URL: "live.example" }, /REVIEWS_SUBSCRIPTION_URL: must be an http:\/\//],
  ])("cannot be %j", (variables, message) => {
    expect(() => readRouterConfig({ ...DEVELOPMENT, ...variables }).transport.findStreams("reviews")).toThrow(message);
  });

  it("is checked in the file", () => {
    const settle = (subscriptions: object) => settingsSchema.safeParse({ subgraphs: { reviews: { subscriptions } } });
    expect(settle({ protocol: "ws" }).error?.issues.at(0)?.message).toBe("must be sse or graphql-transport-ws");
    expect(settle({ path: "/" }).success).toBe(false);
  });
});
