import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildHeaders, type ServedGraph } from "./competitors/competitor.ts";
import { findReplaysPath, THIS_ROUTER } from "./competitors/competitors.ts";
import { buildReplay, type Replay } from "./competitors/replay.ts";
import { type BenchGraph, writeSupergraph } from "./graphs/bench-graph.ts";
import { createLibraryGraph } from "./graphs/library-graph.ts";
import { createShopGraph } from "./graphs/shop/shop-graph.ts";
import { endProcess, LOAD_CORE, startPinned } from "./measure/pinned-process.ts";
import { ask, type FirstRequest, type RunningCompetitor, startCompetitor } from "./measure/running-competitor.ts";
import type { RunFolder } from "./run-folder.ts";
import type { RecordedFetch } from "./subgraphs/fixed-answers.ts";
import type { Workload } from "./workloads.ts";

/** What all measurements of a run share. */
export interface PreparedRun {
  readonly graphs: Readonly<Record<Workload["graph"], ServedGraph>>;
  end(): Promise<void>;
}

type UrlsByName = Readonly<Record<string, string>>;
type SubgraphUrls = Readonly<Record<"shop" | "library", UrlsByName>>;

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
  { folder, keys }: RunFolder,
): Promise<PreparedRun> {
  const subgraphs = await startSubgraphs(behaviour);
  const serve = (graph: BenchGraph, urls: UrlsByName, token: string | null): ServedGraph => ({
    ...writeSupergraph(graph, join(folder, graph.name), urls),
    name: graph.name,
    token,
    publicKeyPath: keys.publicKeyPath,
    jwksUrl: keys.jwksUrl,
    folder,
  });
  const [shop, library] = [createShopGraph(), createLibraryGraph()];
  const graphs = {
    shop: serve(shop, subgraphs.urls.shop, null),
    library: serve(library, subgraphs.urls.library, keys.token),
  };
  for (const name of ["shop", "library"] as const) {
    const graph = graphs[name];
    const own = workloads.filter((workload) => workload.graph === name);
    writeFileSync(
      findReplaysPath(graph),
      JSON.stringify(await recordReplays(graph, own, subgraphs, subgraphs.urls[name])),
    );
  }
  return {
    graphs,
    async end() {
      await subgraphs.stop();
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

/** The floor makes the fetches that our own router makes: they are the fewest, and so the hardest to beat. */
async function recordReplays(
  graph: ServedGraph,
  workloads: readonly Workload[],
  subgraphs: RunningSubgraphs,
  urls: UrlsByName,
): Promise<Replay[]> {
  const requests = workloads.flatMap((workload) => workload.requests);
  if (requests[0] === undefined) return [];
  const headers = buildHeaders(graph);
  const router = await startCompetitor(THIS_ROUTER, graph, { body: requests[0], headers });
  try {
    const replays: Replay[] = [];
    for (const body of requests) {
      const { answer, fetches } = await recordFetches(router, { body, headers }, subgraphs);
      replays.push(buildReplay(body, answer, fetches, urls));
    }
    return replays;
  } finally {
    await router.stop();
  }
}

/** What the router asks for an operation that it knows. */
async function recordFetches(
  router: RunningCompetitor,
  request: FirstRequest,
  subgraphs: RunningSubgraphs,
): Promise<{ readonly answer: string; readonly fetches: readonly RecordedFetch[] }> {
  await ask(router.url, request);
  await subgraphs.takeRecording();
  const answer = await ask(router.url, request);
  const fetches = await subgraphs.takeRecording();
  if (answer === null) throw new Error(`the router does not answer ${request.body.slice(0, 200)}`);
  return { answer, fetches };
}
