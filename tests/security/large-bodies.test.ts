import { execFileSync } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, it } from "@jest/globals";
import { openSocket } from "../support/raw-request.ts";
import { readRequestLog } from "../support/request-log.ts";
import { waitForClose } from "../support/wait-for-close.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const MEGABYTE = 1024 * 1024;
const BODY_BYTES = 50 * MEGABYTE;
const PIECE = " ".repeat(65_536);
const UPLOADS = 6;

const graph = await startGuardedGraph();

const HEAD = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

interface Upload {
  readonly answer: string;
  /** What the system took from the sender, its own buffers and the receiver's included. */
  readonly sentBytes: number;
}

/** Sends `head` and then `piece` again and again, as fast as it goes, until 50 MB or the connection's end. */
async function upload(head: string, piece: string): Promise<Upload> {
  const socket = openSocket(graph.router.url);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.write(`${HEAD}${head}\r\n\r\n`);
  while (!socket.closed && socket.bytesWritten < BODY_BYTES) {
    if (!socket.write(piece)) await untilDrained(socket);
  }
  await waitForClose(socket);
  return { answer: Buffer.concat(chunks).toString("utf8"), sentBytes: socket.bytesWritten };
}

async function untilDrained(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.once("drain", resolve);
    socket.once("close", resolve);
  });
}

function readMemory(): number {
  const { pid } = graph.router.process;
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024;
}

/** How many requests the router has refused as too large so far. */
async function countRefused(): Promise<number> {
  await readRequestLog(graph.router, "none");
  return graph.router.logLines().filter(({ status }) => status === 413).length;
}

it.each([
  ["in chunks", "transfer-encoding: chunked", `10000\r\n${PIECE}\r\n`],
  ["of a length it says", `content-length: ${BODY_BYTES}`, PIECE],
])("a body of 50 MB, %s, is cut off and not kept", async (_what, head, piece) => {
  const memory = readMemory();
  const refused = await countRefused();
  const uploads = await graph.expectNothingExecuted(() =>
    Promise.all(Array.from({ length: UPLOADS }, () => upload(head, piece))),
  );
  expect(readMemory() - memory).toBeLessThan(BODY_BYTES);
  for (const { answer, sentBytes } of uploads) {
    // Who goes on sending may be cut off before he reads the answer.
    expect(answer).toMatch(/^($|HTTP\/1\.1 413 )/);
    expect(sentBytes).toBeLessThan(BODY_BYTES / 2);
  }
  expect((await countRefused()) - refused).toBe(UPLOADS);
});

it.each([
  ["in chunks", "transfer-encoding: chunked\r\n\r\n", `10000\r\n${PIECE}\r\n`],
  ["of a length it says", `content-length: ${6 * PIECE.length}\r\n\r\n`, PIECE],
])("a body that is a little too large, %s, is told so", async (_what, head, piece) => {
  const socket = openSocket(graph.router.url);
  socket.write(`${HEAD}${head}${piece.repeat(6)}`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString("utf8")).toMatch(/^HTTP\/1\.1 413 [\s\S]*"BAD_REQUEST"/);
});
