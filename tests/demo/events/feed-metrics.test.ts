import { expect, it } from "@jest/globals";
import { readMetrics } from "../../support/metrics.ts";
import { waitFor } from "../../support/wait-for.ts";
import { startDemoStack } from "../support/demo-stack.ts";

const stack = await startDemoStack();

it("the metrics of comments tell how far it is behind books", async () => {
  const metrics = await waitFor("comments to have heard of books", async () => {
    const read = await readMetrics(stack.comments);
    return read.find("event_feed_lag_events", { feed: "books" }) === 0 && read;
  });
  expect(metrics.find("event_feed_silence_seconds", { feed: "books" })).toBeLessThan(60);
  expect(metrics.find("event_feed_phase", { phase: "following" })).toBe(1);
});

it("they tell that books cannot be followed any more", async () => {
  await stack.books.stop("SIGKILL");
  await waitFor("the interruption of the feed", async () => {
    const read = await readMetrics(stack.comments);
    return read.find("event_feed_phase", { phase: "interrupted" }) === 1;
  });
});
