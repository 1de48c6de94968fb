import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createLibraryGraph } from "../graphs/library-graph.ts";
import { createShopGraph } from "../graphs/shop/shop-graph.ts";
import { createFixedAnswers, type RecordedFetch } from "./fixed-answers.ts";

// The subgraphs of both graphs in one process, which shares its core with the load. GET /recording on the control
// port gives the fetches made since the last time and forgets them. CACHE_CONTROL is a header of all answers.

/** More than one operation ever takes. */
const MOST_RECORDED = 10_000;

let recording: RecordedFetch[] = [];

function record(fetch: RecordedFetch): void {
  if (recording.length < MOST_RECORDED) recording.push(fetch);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { CACHE_CONTROL } = process.env;
const headers: Record<string, string> = CACHE_CONTROL === undefined ? {} : { "cache-control": CACHE_CONTROL };

const urls: Record<string, Record<string, string>> = {};
for (const { name, subgraphs } of [createShopGraph(), createLibraryGraph()]) {
  const entries = subgraphs.map(async (subgraph) => {
    const url = await listen(createFixedAnswers(subgraph, headers, record));
    return [subgraph.name, `${url}/graphql`] as const;
  });
  urls[name] = Object.fromEntries(await Promise.all(entries));
}
const control = createServer((_request, response) => {
  response.end(JSON.stringify(recording));
  recording = [];
});
process.send?.({ type: "ready", control: await listen(control), urls });
process.on("disconnect", () => process.exit(0));
