import { randomBytes } from "node:crypto";
import { expect, it } from "@jest/globals";
import { readMetrics } from "../../support/metrics.ts";
import { startProcess } from "../../support/process.ts";
import { readRequestLog } from "../../support/request-log.ts";
import { writeSupergraph } from "../../support/supergraph-file.ts";
import { startTraceCollector } from "../../support/trace-collector.ts";
import { waitFor } from "../../support/wait-for.ts";
import { startLiveSubgraph, subscribe } from "./event-streams.ts";

const news = await startLiveSubgraph(() => ({ data: {} }));
const collector = await startTraceCollector();
const SDL = "type Query { latest: Int } type Subscription { item: Int }";
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([{ name: "news", url: news.url, sdl: SDL }]),
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  SLOW_OPERATION_MS: "1500",
});

it("a stream that has begun is no request any more, for the limits, the log, the metrics and the trace", async () => {
  const traceId = randomBytes(16).toString("hex");
  const headers = { "x-request-id": "begun", traceparent: `00-${traceId}-${"1".repeat(16)}-01` };
  const stream = await subscribe(router.url, "subscription Begun { item }", { headers });
  const findRequests = (metrics: Awaited<ReturnType<typeof readMetrics>>) =>
    metrics.find("http_request_duration_seconds_count", { route: "/graphql", status: "2xx" });
  const open = await readMetrics(router);
  expect(open.find("http_requests_in_flight")).toBe(0);
  expect(findRequests(open)).toBe(1);
  const findSpans = () => collector.spans().filter((span) => span.traceId === traceId && span.name === "POST /graphql");
  await waitFor("the span", () => findSpans().length > 0);
  news.send({ item: 1 });
  await stream.take(1);
  stream.close();
  await waitFor("the end", async () => (await readMetrics(router)).find("subscriptions_open") === 0);
  const lines = await readRequestLog(router, "begun");
  expect(lines.filter(({ msg }) => msg === "request")).toMatchObject([{ status: 200, operationName: "Begun" }]);
  expect(lines.filter(({ msg }) => msg === "a request was abandoned" || msg === "a slow operation")).toEqual([]);
  // Beside the one that waits for the log.
  expect(findRequests(await readMetrics(router))).toBe(2);
  expect(findSpans()).toHaveLength(1);
});
