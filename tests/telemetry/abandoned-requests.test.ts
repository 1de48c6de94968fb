import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { startFakeSubgraph } from "../support/fake-subgraph.ts";
import { startProcess } from "../support/process.ts";
import { openSocket } from "../support/raw-request.ts";
import { readRequestLog } from "../support/request-log.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const slow = await startFakeSubgraph(() => undefined);
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([
    { name: "slow", url: slow.url, sdl: "type Query { slow: String  other: String }" },
  ]),
});

it("a request whose client leaves before its answer has one line in the log, which says so", async () => {
  const leaving = new AbortController();
  const left = fetch(`${router.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-id": "left" },
    body: JSON.stringify({ query: "query Waits { slow }" }),
    signal: leaving.signal,
  });
  await waitFor("the fetch", () => slow.requests.length === 1);
  leaving.abort();
  await expect(left).rejects.toThrow();
  const find = () => router.logLines().filter(({ reqId }) => reqId === "left");
  await waitFor("the line", () => find().length > 0);
  // What was under way has ended by the time that another request is answered.
  const lines = await readRequestLog(router, "left");
  expect(lines).toEqual([
    expect.objectContaining({
      level: "info",
      msg: "a request was abandoned",
      method: "POST",
      path: "/graphql",
      operationName: "Waits",
      durationMs: expect.any(Number),
    }),
  ]);
});

it("a request over a connection that is reset before it is read is no failure", async () => {
  const paths = ["/graphql?query={slow}", "/health/live", "/nothing"];
  let lines: Record<string, unknown>[] = [];
  let pauseMs = 0;
  await waitFor("a request that the router reads", async () => {
    for (const path of Array.from({ length: 10 }, () => paths).flat()) {
      const socket = openSocket(router.url);
      await once(socket, "connect");
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nx-request-id: reset\r\n\r\n`);
      // The longer, the more likely the router reads a request before the reset.
      await delay(pauseMs);
      socket.resetAndDestroy();
    }
    pauseMs += 1;
    // A request that comes later is read later.
    lines = await readRequestLog(router, "reset");
    return lines.some(({ msg }) => msg === "a request was abandoned");
  });
  expect(lines.filter(({ level }) => level !== "info")).toEqual([]);
  expect(router.logLines().filter(({ msg }) => msg === "a request failed unexpectedly")).toEqual([]);
});
