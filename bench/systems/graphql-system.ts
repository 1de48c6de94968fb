import { join } from "node:path";
import { buildHeaders, type Competitor, type ServedGraph } from "../competitors/competitor.ts";
import { writeSupergraph } from "../graphs/bench-graph.ts";
import { createLibraryGraph } from "../graphs/library-graph.ts";
import { ANY_CORE, endProcess } from "../measure/pinned-process.ts";
import { startCompetitor } from "../measure/running-competitor.ts";
import type { RunningSubgraphs } from "./own-subgraphs.ts";
import type { RunningSystem, SystemSetting } from "./system.ts";

const FIRST_REQUEST = JSON.stringify({ query: "{ books(first: 1) { nodes { id } } }" });

/** Starts `router` before subgraphs that serve. */
export async function completeSystem(
  name: string,
  router: Competitor,
  subgraphs: RunningSubgraphs,
  { data, keys, folder }: SystemSetting,
): Promise<RunningSystem> {
  const stopSubgraphs = (signal?: NodeJS.Signals) =>
    Promise.all([...subgraphs.processes.values()].map((child) => endProcess(child, signal)));
  const served: ServedGraph = {
    // Routers follow changes of the file: each has its own.
    ...writeSupergraph(createLibraryGraph(), join(data.folder, "supergraph"), subgraphs.urls),
    name,
    token: keys.token,
    publicKeyPath: keys.publicKeyPath,
    jwksUrl: keys.jwksUrl,
    folder,
  };
  try {
    const first = { body: FIRST_REQUEST, headers: buildHeaders(served) };
    const running = await startCompetitor(router, served, first, ANY_CORE);
    return {
      name,
      url: running.url,
      method: "POST",
      token: keys.token,
      data,
      processIds: new Map([
        ["router", running.processId],
        ...[...subgraphs.processes].map(([subgraph, { pid = 0 }]) => [subgraph, pid] as const),
      ]),
      async stop(signal) {
        await Promise.all([running.stop(signal), stopSubgraphs(signal)]);
      },
    };
  } catch (error) {
    await stopSubgraphs();
    throw error;
  }
}
