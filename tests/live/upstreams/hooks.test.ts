import { expect, it } from "@jest/globals";
import { addHooks } from "../../../router/transport/hooked-client.ts";
import type { UpstreamEnd } from "../../../router/transport/streams/upstream.ts";
import { createSubgraphClient } from "../../../router/transport/subgraph-client.ts";
import type { SubgraphHooks } from "../../../router/transport/subgraph-hooks.ts";
import { answerJson, startFakeSubgraph } from "../../support/fake-subgraph.ts";
import { waitFor } from "../../support/wait-for.ts";
import { ANONYMOUS_REQUEST } from "./follow.ts";

const ignore = () => undefined;

function subscribe(url: string, hooks: SubgraphHooks) {
  const bare = createSubgraphClient({
    name: "clock",
    url,
    limits: { timeoutMs: 2_000, retries: 0, breakerFailures: 3, concurrency: 10, queue: 10 },
    signRequest: () => ({}),
    onBreakerChange: ignore,
  });
  const ends: UpstreamEnd[] = [];
  addHooks(bare, hooks, ignore).subscribe(
    { body: JSON.stringify({ query: "subscription { ticks }" }) },
    { ...ANONYMOUS_REQUEST, forwarded: { of: () => ["x-tenant", "acme"] } },
    { opened: ignore, event: ignore, ended: (end) => ends.push(end) },
  );
  return { ends, close: () => bare.close() };
}

it("asks hooks before each attempt to open a stream, and tells them how it went", async () => {
  const told: unknown[] = [];
  const clock = await startFakeSubgraph((response) => {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "last-event-id": "7",
      "subscription-starts": "earlier",
    });
    response.flushHeaders();
    if (clock.requests.length === 1) setTimeout(() => response.destroy(), 20);
  });
  const { close } = subscribe(clock.url, {
    onSubgraphRequest({ subgraph, kind, headers }) {
      headers["x-hook"] = `${subgraph} ${kind} ${headers["x-tenant"]} ${clock.requests.length}`;
      headers["last-event-id"] = "forged";
    },
    onSubgraphResponse: ({ kind, failure, headers }) => void told.push([kind, failure, headers?.["last-event-id"]]),
  });
  await waitFor("both attempts", () => told.length === 2);
  expect(clock.requests.map(({ headers }) => [headers["x-hook"], headers["last-event-id"]])).toEqual([
    ["clock subscription acme 0", undefined],
    ["clock subscription acme 1", "7"],
  ]);
  expect(told).toEqual(Array(2).fill(["subscription", null, "7"]));
  await close();
});

it("ends a stream whose hook throws, which is not asked for", async () => {
  const told: unknown[] = [];
  const clock = await startFakeSubgraph(answerJson({ data: null }));
  const defect = new Error("no");
  const { ends, close } = subscribe(clock.url, {
    onSubgraphRequest: () => {
      throw defect;
    },
    onSubgraphResponse: ({ failure }) => void told.push(failure),
  });
  await waitFor("the end", () => ends.length === 1);
  expect([ends, told]).toEqual([[{ kind: "failed", failure: defect }], ["INTERNAL_SERVER_ERROR"]]);
  expect(clock.requests).toEqual([]);
  await close();
});

it("ends all streams when its client is closed", async () => {
  const clock = await startFakeSubgraph((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  });
  const { ends, close } = subscribe(clock.url, {});
  await waitFor("the request", () => clock.requests.length === 1);
  await close();
  expect(ends).toMatchObject([{ kind: "failed", failure: { kind: "not asked" } }]);
});
