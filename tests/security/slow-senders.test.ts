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

/** Sends `begin`, then `drip` every 50 ms until the server closes the connection. @returns its answer */
async function dripTo(begin: string, drip: string): Promise<string> {
  const socket = openSocket(graph.router.url);
  socket.write(begin);
  const timer = setInterval(() => socket.writable && socket.write(drip), 50);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await waitForClose(socket);
  clearInterval(timer);
  return Buffer.concat(chunks).toString("utf8");
}

it.each([
  ["headers", HEAD, "x-drip: 1\r\n"],
  ["a body", `${HEAD}content-length: 100000\r\n\r\n`, " "],
  ["chunks", `${HEAD}transfer-encoding: chunked\r\n\r\n`, "1\r\n \r\n"],
])("cuts off who sends %s slowly, and serves others meanwhile", async (_what, begin, drip) => {
  let isServed = false;
  // Each comes again once it is cut off, until the other has been served.
  const sendSlowly = async () => {
    const answers = [];
    do answers.push(await dripTo(begin, drip));
    while (!isServed);
    return answers;
  };
  const senders = Promise.all(Array.from({ length: 20 }, sendSlowly));
  expect(await graph.send("{ hello }")).toMatchObject({ status: 200 });
  isServed = true;
  for (const answer of (await senders).flat()) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
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
