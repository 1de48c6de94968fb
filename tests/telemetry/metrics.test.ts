import { describe, expect, it } from "@jest/globals";
import { readMetrics } from "../support/metrics.ts";
import { sendRaw } from "../support/raw-request.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const stack = await startStack({ SUBGRAPH_BREAKER_FAILURES: "1", SUBGRAPH_RETRIES: "1" });
const token = await stack.signIn("reader");
const ITEMS_WITH_NOTES = "{ items(first: 1) { nodes { noteCount } } }";

/** Waits until what was sent so far has been counted: an answer is, once it has been sent. */
async function countedRequests(count: number) {
  return waitFor("the requests to be counted", async () => {
    const metrics = await readMetrics(stack.router);
    const labels = { route: "/graphql" };
    return (metrics.find("http_request_duration_seconds_count", labels) ?? 0) >= count && metrics;
  });
}

/** Without those of Node itself: another kind of garbage collection comes when it comes. */
function countSeries(text: string): number {
  return text.split("\n").filter((line) => !line.startsWith("nodejs_")).length;
}

describe("the router's metrics", () => {
  it("count and time requests, and the fetches that they took", async () => {
    const before = (await readMetrics(stack.router)).find("http_request_duration_seconds_count", {
      route: "/graphql",
    });
    await stack.send(ITEMS_WITH_NOTES, { token });
    const metrics = await countedRequests((before ?? 0) + 1);
    expect(metrics.find("http_request_duration_seconds_count", { route: "/graphql", status: "2xx" })).toBeGreaterThan(
      0,
    );
    for (const subgraph of ["items", "notes"]) {
      const labels = { subgraph, outcome: "answered" };
      expect(metrics.find("subgraph_fetch_duration_seconds_count", labels)).toBe(1);
      expect(metrics.find("subgraph_breaker_state", { subgraph, state: "closed" })).toBe(1);
      expect(metrics.find("subgraph_requests_in_flight", { subgraph })).toBe(0);
    }
    expect(metrics.find("subgraph_fetch_duration_seconds_sum")).toBeGreaterThan(0);
  });

  it("count the plans that were made, and those that were there", async () => {
    const read = async (result: string) =>
      (await readMetrics(stack.router)).find("query_plan_cache_requests_total", { result }) ?? 0;
    const query = "query Planned { items(first: 2) { nodes { title } } }";
    const before = { hits: await read("hit"), misses: await read("miss") };
    for (let count = 0; count < 3; count += 1) await stack.send(query, { token });
    expect(await read("miss")).toBe(before.misses + 1);
    expect(await read("hit")).toBe(before.hits + 2);
  });

  it("tell that the supergraph is that of the file", async () => {
    const metrics = await readMetrics(stack.router);
    expect(metrics.text).toMatch(/^supergraph_outdated\{.*\} 0$/m);
    expect(metrics.find("supergraph_changes_total", { result: "refused" })).toBe(0);
  });

  it("count errors by code", async () => {
    await stack.send("{ nothing }");
    const metrics = await waitFor("the error to be counted", async () => {
      const read = await readMetrics(stack.router);
      return (read.find("graphql_request_errors_total", { code: "GRAPHQL_VALIDATION_FAILED" }) ?? 0) > 0 && read;
    });
    expect(metrics.find("graphql_request_errors_total", { code: "GRAPHQL_VALIDATION_FAILED" })).toBe(1);
  });

  it("have no series that a client has named", async () => {
    const before = countSeries((await readMetrics(stack.router)).text);
    for (let number = 0; number < 50; number += 1) {
      await sendRaw(stack.router.url, { method: "GET", path: `/made-up-${number}` });
      await stack.send(`query MadeUp${number} { madeUp${number} }`);
    }
    const { text } = await readMetrics(stack.router);
    expect(text).not.toMatch(/made-?up/i);
    // One series of a histogram is new: that of paths which are not there.
    expect(countSeries(text) - before).toBeLessThan(30);
  });

  it("tell of a process that computes, how it fares", async () => {
    const { names } = await readMetrics(stack.router);
    for (const name of ["nodejs_eventloop_lag_p99_seconds", "process_resident_memory_bytes"]) {
      expect(names).toContain(name);
    }
  });
});

describe("a subgraph's metrics", () => {
  it("time requests and statements", async () => {
    const metrics = await readMetrics(stack.accounts);
    expect(metrics.find("http_request_duration_seconds_count", { route: "/graphql" })).toBeGreaterThan(0);
    expect(metrics.find("database_statement_duration_seconds_count")).toBeGreaterThan(0);
  });
});

it("a subgraph that dies opens its breaker in the metrics", async () => {
  await stack.items.stop("SIGKILL");
  await stack.send("{ items { totalCount } }", { token });
  const metrics = await waitFor("the breaker to open", async () => {
    await stack.send("{ items { totalCount } }", { token });
    const read = await readMetrics(stack.router);
    return read.find("subgraph_breaker_state", { subgraph: "items", state: "open" }) === 1 && read;
  });
  expect(metrics.find("subgraph_failures_total", { subgraph: "items" })).toBeGreaterThan(0);
  expect(
    metrics.find("subgraph_fetch_duration_seconds_count", { subgraph: "items", outcome: "unreachable" }),
  ).toBeGreaterThan(0);
  expect(metrics.find("graphql_request_errors_total", { code: "SUBGRAPH_UNAVAILABLE" })).toBeGreaterThan(0);
});
