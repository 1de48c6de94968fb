import { describe, expect, it } from "@jest/globals";
import { readMetrics } from "../../support/metrics.ts";
import { readRequestLog } from "../../support/request-log.ts";
import { waitFor } from "../../support/wait-for.ts";
import { INCREMENTAL, sendForParts } from "./read-parts.ts";
import { INITIAL, QUERY, startShelfGraph, WHOLE } from "./shelf-graph.ts";

const graph = await startShelfGraph({
  DEDUPE_INFLIGHT: "true",
  RESPONSE_CACHE_BYTES: "1000000",
  MAX_BATCH_OPERATIONS: "5",
});
const { router } = graph;

const INCREMENTAL_DATA = ["1", "2"].map((id, index) => ({
  label: "r",
  path: ["books", index],
  data: { reviews: [{ text: `on ${id}` }] },
}));

const sendJson = async (body: object, accept = "application/json") => {
  const headers = { "content-type": "application/json", accept };
  const response = await fetch(`${router.url}/graphql`, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
};

describe("the first part does not wait", () => {
  it("for what another subgraph gives", async () => {
    const { release } = graph.holdReviews();
    const answer = await sendForParts(router.url, QUERY);
    expect(answer.headers).toMatchObject({
      "content-type": 'multipart/mixed; boundary="-"; deferSpec=20220824',
      "cache-control": "no-cache, no-store, no-transform",
      "transfer-encoding": "chunked",
    });
    expect(await answer.next()).toEqual({ data: INITIAL, hasNext: true });
    release();
    expect(await answer.rest()).toEqual([{ incremental: INCREMENTAL_DATA, hasNext: false }]);
  });

  it("in the newer form", async () => {
    const { release } = graph.holdReviews();
    const answer = await sendForParts(router.url, QUERY, { accept: INCREMENTAL });
    const pending = [0, 1].map((index) => ({ id: expect.any(String), path: ["books", index], label: "r" }));
    const first = await answer.next();
    expect(first).toEqual({ data: INITIAL, pending, hasNext: true });
    release();
    const ids = (first as unknown as { pending: { id: string }[] }).pending.map(({ id }) => ({ id }));
    const incremental = INCREMENTAL_DATA.map(({ data }, index) => ({ ...ids[index], data }));
    expect(await answer.rest()).toEqual([{ incremental, completed: ids, hasNext: false }]);
  });
});

it("comes in parts by GET, too", async () => {
  const { release } = graph.holdReviews();
  const accept = "multipart/mixed;deferSpec=20220824";
  const headers = { accept, "apollo-require-preflight": "1" };
  const response = await fetch(`${router.url}/graphql?query=${encodeURIComponent(QUERY)}`, { headers });
  release();
  expect(response.headers.get("content-type")).toContain("deferSpec=20220824");
  expect(await response.text()).toMatch(/"hasNext":true\}[\s\S]*"hasNext":false\}\r\n-----\r\n$/);
});

describe("the answer is whole", () => {
  it.each(["application/json", "application/json, multipart/mixed;deferSpec=20220824;q=0.1", "*/*"])(
    "for Accept: %s",
    async (accept) => {
      expect(await sendJson({ query: QUERY }, accept)).toEqual({ data: WHOLE });
    },
  );

  it("as one event", async () => {
    const headers = { "content-type": "application/json", accept: "text/event-stream" };
    const body = JSON.stringify({ query: QUERY });
    const response = await fetch(`${router.url}/graphql`, { method: "POST", headers, body });
    expect(await response.text()).toBe(
      `event: next\ndata: ${JSON.stringify({ data: WHOLE })}\n\nevent: complete\ndata:\n\n`,
    );
  });

  it("in a batch", async () => {
    const headers = {
      "content-type": "application/json",
      accept: "multipart/mixed;deferSpec=20220824, application/json",
    };
    const body = JSON.stringify([{ query: QUERY }, { query: QUERY }]);
    const response = await fetch(`${router.url}/graphql`, { method: "POST", headers, body });
    expect(await response.json()).toEqual([{ data: WHOLE }, { data: WHOLE }]);
  });

  it("where a variable turns the deferral off, in one part", async () => {
    const query = "query ($if: Boolean!) { books { id title ... @defer(if: $if) { reviews { text } } } }";
    const variables = { if: false };
    expect(await sendJson({ query, variables }, "multipart/mixed;deferSpec=20220824, application/json")).toEqual({
      data: WHOLE,
    });
    const answer = await sendForParts(router.url, query, { variables, accept: "multipart/mixed;deferSpec=20220824" });
    expect(await answer.rest()).toEqual([{ data: WHOLE, hasNext: false }]);
  });
});

it("holds its place among the requests in flight until the last part", async () => {
  const countInFlight = async () => (await readMetrics(router)).find("http_requests_in_flight");
  await waitFor("an idle router", async () => (await countInFlight()) === 0);
  const { release } = graph.holdReviews();
  const answer = await sendForParts(router.url, QUERY, { headers: { "x-request-id": "in-parts" } });
  await answer.next();
  expect(await countInFlight()).toBe(1);
  expect(router.logLines().filter(({ reqId, msg }) => reqId === "in-parts" && msg === "request")).toEqual([]);
  release();
  await answer.rest();
  await waitFor("an idle router", async () => (await countInFlight()) === 0);
  const lines = await readRequestLog(router, "in-parts");
  expect(lines.filter(({ msg }) => msg === "request")).toMatchObject([{ status: 200 }]);
});

describe("an answer in parts", () => {
  it("of a new document makes Node warn of no leak", async () => {
    const { release } = graph.holdReviews();
    const answer = await sendForParts(router.url, "{ books { ... @defer { reviews { text } } } }");
    release();
    await answer.rest();
    await readRequestLog(router, String(answer.headers["x-request-id"]));
    expect(router.output()).not.toContain("MaxListenersExceeded");
  });

  it("is not shared: each client gets all of its parts", async () => {
    const { release } = graph.holdReviews();
    const answers = await Promise.all([sendForParts(router.url, QUERY), sendForParts(router.url, QUERY)]);
    for (const answer of answers) expect(await answer.next()).toEqual({ data: INITIAL, hasNext: true });
    release();
    for (const answer of answers) {
      expect(await answer.rest()).toEqual([{ incremental: INCREMENTAL_DATA, hasNext: false }]);
    }
  });

  it("brings the query plan with its last part", async () => {
    const answer = await sendForParts(router.url, QUERY, { headers: { "apollo-query-plan": "1" } });
    const parts = await answer.rest();
    expect(parts.map(({ extensions }) => extensions?.queryPlan !== undefined)).toEqual([
      ...parts.slice(1).map(() => false),
      true,
    ]);
  });
});
