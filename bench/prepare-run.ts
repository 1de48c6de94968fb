import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";
import { removeAccessPurposes } from "../access/access-features.ts";
import type { ServedGraph } from "./competitors/competitor.ts";
import { findReplaysPath, THIS_ROUTER } from "./competitors/competitors.ts";
import { buildReplay, type Replay } from "./competitors/replay.ts";
import { type BenchGraph, composeGraph } from "./graphs/bench-graph.ts";
import { createLibraryGraph } from "./graphs/library-graph.ts";
import { createShopGraph } from "./graphs/shop/shop-graph.ts";
import { endProcess, LOAD_CORE, startPinned } from "./measure/pinned-process.ts";
import { ask, type RunningCompetitor, startCompetitor } from "./measure/running-competitor.ts";
import type { RecordedFetch } from "./subgraphs/fixed-answers.ts";
import type { Workload } from "./workloads.ts";

const KEY_ID = "bench";
const TOKEN_LIFETIME_SECONDS = 24 * 3_600;

/** What all measurements of a run share. */
export interface PreparedRun {
  readonly graphs: Readonly<Record<Workload["graph"], ServedGraph>>;
  /** An access token that every competitor accepts. */
  readonly token: string;
  end(): Promise<void>;
}

type SubgraphUrls = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface RunningSubgraphs {
  readonly urls: SubgraphUrls;
  readonly takeRecording: () => Promise<RecordedFetch[]>;
  readonly stop: () => Promise<void>;
}

/** What a run asks of the subgraphs. */
export interface SubgraphBehaviour {
  /** Whether their answers may be kept. */
  readonly isCacheable: boolean;
}

/** Starts the subgraphs, composes the graphs, and records what the floor has to replay for `workloads`. */
export async function prepareRun(
  workloads: readonly Workload[],
  behaviour: SubgraphBehaviour,
): Promise<PreparedRun> {
  const folder = mkdtempSync(join(tmpdir(), "supergraph-bench-"));
  const subgraphs = await startSubgraphs(behaviour);
  const keys = await publishKeys(folder);
  const serve = (graph: BenchGraph, hasTokens: boolean): ServedGraph => ({
    ...writeSupergraph(graph, folder, subgraphs.urls[graph.name] ?? {}),
    name: graph.name,
    hasTokens,
    publicKeyPath: keys.publicKeyPath,
    jwksUrl: keys.jwksUrl,
    folder,
  });
  const graphs = { shop: serve(createShopGraph(), false), library: serve(createLibraryGraph(), true) };
  for (const graph of Object.values(graphs)) {
    const own = workloads.filter((workload) => workload.graph === graph.name);
    const headers: Record<string, string> = graph.hasTokens ? { authorization: `Bearer ${keys.token}` } : {};
    writeFileSync(
      findReplaysPath(graph),
      JSON.stringify(await recordReplays(graph, own, subgraphs, headers)),
    );
  }
  return {
    graphs,
    token: keys.token,
    async end() {
      await subgraphs.stop();
      keys.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startSubgraphs({ isCacheable }: SubgraphBehaviour): Promise<RunningSubgraphs> {
  const environment: Record<string, string> = isCacheable ? { CACHE_CONTROL: "max-age=3600, public" } : {};
  const child = startPinned(LOAD_CORE, ["--import", "tsx", "bench/subgraphs/main.ts"], environment);
  const [{ control, urls }] = (await once(child, "message")) as [{ control: string; urls: SubgraphUrls }];
  return {
    urls,
    takeRecording: async () => (await fetch(control)).json() as Promise<RecordedFetch[]>,
    stop: () => endProcess(child),
  };
}

function writeSupergraph(graph: BenchGraph, folder: string, urls: Readonly<Record<string, string>>) {
  const supergraphPath = join(folder, `${graph.name}.graphql`);
  const plainSupergraphPath = join(folder, `${graph.name}-plain.graphql`);
  const sdl = composeGraph(graph, urls);
  writeFileSync(supergraphPath, sdl);
  writeFileSync(plainSupergraphPath, removeAccessPurposes(sdl));
  return { supergraphPath, plainSupergraphPath };
}

async function publishKeys(folder: string) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKeyPath = join(folder, "public-key.pem");
  writeFileSync(publicKeyPath, publicKey.export({ type: "spki", format: "pem" }));
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: KEY_ID, alg: "RS256", use: "sig" };
  const server = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const token = jsonwebtoken.sign({ scope: "" }, privateKey, {
    algorithm: "RS256",
    keyid: KEY_ID,
    issuer: "urn:supergraph:accounts",
    audience: "urn:supergraph",
    subject: "reader",
    expiresIn: TOKEN_LIFETIME_SECONDS,
    header: { alg: "RS256", typ: "at+jwt" },
  });
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  return { publicKeyPath, jwksUrl, token, close: () => closeServer(server) };
}

function closeServer(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** The floor makes the fetches that our own router makes: they are the fewest, and so the hardest to beat. */
async function recordReplays(
  graph: ServedGraph,
  workloads: readonly Workload[],
  subgraphs: RunningSubgraphs,
  headers: Readonly<Record<string, string>>,
): Promise<Replay[]> {
  const requests = workloads.flatMap((workload) => workload.requests);
  if (requests[0] === undefined) return [];
  const router = await startCompetitor(THIS_ROUTER, graph, { body: requests[0], headers });
  try {
    const replays: Replay[] = [];
    for (const request of requests)
      replays.push(await recordReplay(router, request, subgraphs, graph, headers));
    return replays;
  } finally {
    await router.stop();
  }
}

async function recordReplay(
  router: RunningCompetitor,
  body: string,
  subgraphs: RunningSubgraphs,
  graph: ServedGraph,
  headers: Readonly<Record<string, string>>,
): Promise<Replay> {
  await ask(router.url, { body, headers });
  await subgraphs.takeRecording();
  const answer = await ask(router.url, { body, headers });
  const fetches = await subgraphs.takeRecording();
  if (answer === null) throw new Error(`the router does not answer ${body.slice(0, 200)}`);
  return buildReplay(body, answer, fetches, subgraphs.urls[graph.name] ?? {});
}
