import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { stopAfterTests } from "../support/started-processes.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const HEADERS_TIMEOUT_MS = 500;
const REQUEST_TIMEOUT_MS = 1_000;
const graph = await startGuardedGraph({
  HEADERS_TIMEOUT_MS: String(HEADERS_TIMEOUT_MS),
  REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
});

const HEAD = "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";

/** Sends `begin`, then `drip` every 50 ms until the server closes the connection. @returns its answer and the time */
async function dripTo(begin: string, drip: string): Promise<{ answer: string; durationMs: number }> {
  const socket = openSocket();
  const startedAt = performance.now();
  socket.write(begin);
  const timer = setInterval(() => socket.writable && socket.write(drip), 50);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  clearInterval(timer);
  return { answer: Buffer.concat(chunks).toString("utf8"), durationMs: performance.now() - startedAt };
}

function openSocket(): Socket {
  const { hostname, port } = new URL(graph.router.url);
  const socket = connect(Number(port), hostname);
  // A server that has closed answers further bytes with a reset, as it should.
  socket.on("error", () => undefined);
  stopAfterTests(async () => socket.destroy());
  return socket;
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

it("refuses endless chunks once they are over the limit, without reading on", async () => {
  const reached = await graph.expectNothingExecuted(async () => {
    const socket = openSocket();
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const [answer] = (await Promise.all([
      once(socket, "data"),
      ...Array.from({ length: 8 }, () => socket.write(chunk)),
    ])) as unknown as [[Buffer]];
    return answer[0].toString("utf8");
  });
  expect(reached).toMatch(/^HTTP\/1\.1 413 /);
  expect(reached).toContain("BAD_REQUEST");
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
