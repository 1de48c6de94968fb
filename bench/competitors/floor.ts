import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { Pool } from "undici";
import type { Replay } from "./replay.ts";

// For each operation it knows, the fetches that a router made for it, wave by wave, and then the known bytes.

const KEEP_ALIVE_MS = 30_000;

const { PORT, REPLAYS_PATH = "" } = process.env;
const replays = new Map(
  (JSON.parse(readFileSync(REPLAYS_PATH, "utf8")) as Replay[]).map((replay) => [
    replay.request,
    { ...replay, bytes: Buffer.from(replay.answer) },
  ]),
);
const pools = new Map<string, Pool>();

function findPool(origin: string): Pool {
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 128, keepAliveTimeout: KEEP_ALIVE_MS });
  pools.set(origin, pool);
  return pool;
}

async function fetchBytes({ url, body }: Replay["waves"][number][number]): Promise<void> {
  const { origin, pathname } = new URL(url);
  const response = await findPool(origin).request({
    path: pathname,
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  for await (const _chunk of response.body);
}

async function answer(request: string, response: ServerResponse): Promise<void> {
  const replay = replays.get(request);
  if (replay === undefined) {
    response.writeHead(400).end();
    return;
  }
  for (const wave of replay.waves) await Promise.all(wave.map(fetchBytes));
  response
    .writeHead(200, { "content-type": "application/json", "content-length": replay.bytes.length })
    .end(replay.bytes);
}

const server = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    text += chunk;
  });
  request.on("end", () => {
    answer(text, response).catch((error: Error) => response.destroy(error));
  });
});
server.keepAliveTimeout = 120_000;
server.listen(Number(PORT), "127.0.0.1");
