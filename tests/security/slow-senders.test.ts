import { gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { openSocket } from "../support/raw-request.ts";
import { waitForClose } from "../support/wait-for-close.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const HEADERS_TIMEOUT_MS = 500;
const REQUEST_TIMEOUT_MS = 1_000;
const graph = await startGuardedGraph({
  HEADERS_TIMEOUT_MS: String(HEADERS_TIMEOUT_MS),
  REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
});

const HEAD = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

/** Sends `begin`, then `drip` every 50 ms until the server closes the connection. @returns its answer and the time */
async function dripTo(begin: string, drip: string): Promise<{ answer: string; durationMs: number }> {
  const socket = openSocket(graph.router.url);
  const startedAt = performance.now();
  socket.write(begin);
  const timer = setInterval(() => socket.writable && socket.write(drip), 50);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await waitForClose(socket);
  clearInterval(timer);
  return { answer: Buffer.concat(chunks).toString("utf8"), durationMs: performance.now() - startedAt };
}

it.each([
  ["headers", HEAD, "x-drip: 1\r\n", HEADERS_TIMEOUT_MS],
  ["a body", `${HEAD}content-length: 100000\r\n\r\n`, " ", REQUEST_TIMEOUT_MS],
  ["chunks", `${HEAD}transfer-encoding: chunked\r\n\r\n`, "1\r\n \r\n", REQUEST_TIMEOUT_MS],
])("cuts off who sends %s slowly, and serves others meanwhile", async (_what, begin, drip, timeoutMs) => {
  const senders = Promise.all(Array.from({ length: 20 }, () => dripTo(begin, drip)));
  const meanwhile = await graph.send("{ hello }");
  expect(meanwhile).toMatchObject({ status: 200 });
  expect(meanwhile.durationMs).toBeLessThan(timeoutMs);
  for (const { answer, durationMs } of await senders) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(durationMs).toBeLessThan(timeoutMs + 2_000);
  }
});

it.each(["gzip", "deflate", "br", "GZIP", "gzip, gzip", "x"])("refuses a body in %s", async (encoding) => {
  const response = await graph.expectNothingExecuted(() =>
    fetch(`${graph.router.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": encoding },
      body: gzipSync(JSON.stringify({ query: "{ hello }" })),
    }),
  );
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
});
