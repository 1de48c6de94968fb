import { join } from "node:path";
import type { Competitor, ServedGraph } from "../competitors/competitor.ts";
import { HIVE_GATEWAY, THIS_ROUTER_FOR_STREAMS } from "../competitors/competitors.ts";
import { writeSupergraph } from "../graphs/bench-graph.ts";
import {
  type BuildSubscription,
  EQUAL_STREAMS_WITH_ENTITY,
  LIVE_GRAPH,
  OWN_STREAMS_WITH_ENTITY,
} from "../live/live-graph.ts";
import {
  type ChurnFigures,
  type DeliveryFigures,
  type IdleFigures,
  type Live,
  type LiveSubgraphs,
  measureChurn,
  measureDelivery,
  measureIdle,
  measureReturn,
  type ReturnFigures,
  startLive,
  startLiveSubgraphs,
} from "../live/measure-live.ts";
import { findMedian, findSpread } from "../measure/statistics.ts";
import { formatFigure, formatTable } from "../report/format-table.ts";
import type { RunFolder } from "../run-folder.ts";
import { type Part, type RunOptions, reportProgress } from "./part.ts";

/** Each competitor with the most equal streams that it is asked to keep open. */
const SIZES: readonly (readonly [Competitor, readonly number[]])[] = [
  [THIS_ROUTER_FOR_STREAMS, [2_000, 10_000]],
  [HIVE_GATEWAY, [2_000]],
];
const STREAMS_WITH_ENTITY = 1_000;
const EVENTS = 5;
const RETURNING_STREAMS = 5_000;
const CHURNED_STREAMS = 100_000;
const CHURNED_AT_ONCE = 500;

interface LiveFigures {
  readonly idle: Record<string, IdleFigures>;
  readonly delivery: Record<string, DeliveryFigures>;
  readonly churn: Record<string, ChurnFigures>;
  readonly returning: Record<string, ReturnFigures>;
}

/** Streams of events: what they cost while nothing happens, what an event costs, and what is left of closed ones. */
export const LIVE_PART: Part = {
  name: "live",
  async run(folder, options) {
    const subgraphs = await startLiveSubgraphs();
    const graph = serveLiveGraph(folder, subgraphs.urls);
    const figures: LiveFigures = { idle: {}, delivery: {}, churn: {}, returning: {} };
    try {
      for (const [competitor, sizes] of SIZES) {
        if (!competitor.name.includes(options.competitor)) continue;
        await measureCompetitor(competitor, sizes, { graph, subgraphs, options, figures });
      }
      return { text: formatLive(figures), figures };
    } finally {
      await subgraphs.stop();
    }
  },
};

interface Measuring {
  readonly graph: ServedGraph;
  readonly subgraphs: LiveSubgraphs;
  readonly options: RunOptions;
  readonly figures: LiveFigures;
}

async function measureCompetitor(
  competitor: Competitor,
  sizes: readonly number[],
  { graph, subgraphs, options: { rounds }, figures }: Measuring,
): Promise<void> {
  const live = await startLive(competitor, graph, subgraphs);
  const name = (what: string) => `${what}: ${competitor.name}`;
  try {
    for (const streams of sizes) {
      reportProgress(name(`${streams} idle streams, then events to them`));
      figures.idle[name(`${streams} equal streams`)] = await measureIdle(live, subgraphs, streams);
      const measured = await measureDelivery(live, subgraphs, { streams, rounds, events: EVENTS });
      figures.delivery[name(`${streams} equal streams`)] = measured;
      await live.close();
    }
    const withEntity = async (what: string, build: BuildSubscription) => {
      reportProgress(name(what));
      figures.delivery[name(what)] = await measureOpened(live, subgraphs, build, rounds);
    };
    await withEntity(`${STREAMS_WITH_ENTITY} equal streams with an entity`, EQUAL_STREAMS_WITH_ENTITY);
    await withEntity(`${STREAMS_WITH_ENTITY} different streams with an entity`, OWN_STREAMS_WITH_ENTITY);
    if (competitor !== THIS_ROUTER_FOR_STREAMS) return;
    reportProgress(name(`${RETURNING_STREAMS} clients at once`));
    figures.returning[competitor.name] = await measureReturn(live, RETURNING_STREAMS);
    await live.close();
    reportProgress(name(`${CHURNED_STREAMS} streams opened and closed`));
    figures.churn[competitor.name] = await measureChurn(live, subgraphs, CHURNED_STREAMS, CHURNED_AT_ONCE);
  } finally {
    await live.stop();
  }
}

async function measureOpened(live: Live, subgraphs: LiveSubgraphs, build: BuildSubscription, rounds: number) {
  await live.open(STREAMS_WITH_ENTITY, build);
  // The first entities meet code that is not compiled yet.
  for (let event = 0; event < EVENTS; event++) await live.emit();
  const measured = await measureDelivery(live, subgraphs, { streams: STREAMS_WITH_ENTITY, rounds, events: EVENTS });
  await live.close();
  return measured;
}

function serveLiveGraph({ folder, keys }: RunFolder, urls: Readonly<Record<string, string>>): ServedGraph {
  return {
    ...writeSupergraph(LIVE_GRAPH, join(folder, LIVE_GRAPH.name), urls),
    name: LIVE_GRAPH.name,
    token: null,
    publicKeyPath: keys.publicKeyPath,
    jwksUrl: keys.jwksUrl,
    folder,
  };
}

function formatLive({ idle, delivery, churn, returning }: LiveFigures): string {
  return [
    formatTable(
      ["open streams", "KB each", "upstreams"],
      Object.entries(idle).map(([name, { kilobytesEach, upstreams }]) => [
        name,
        formatFigure(kilobytesEach),
        String(upstreams),
      ]),
    ),
    formatTable(
      ["one event to", "CPU µs each", "spread", "last ms", "entity requests"],
      Object.entries(delivery).map(([name, { microsecondsEach, lastMs, entityRequestsPerEvent }]) => [
        name,
        formatFigure(findMedian(microsecondsEach)),
        `${Math.round(findSpread(microsecondsEach) * 100)}%`,
        formatFigure(findMedian(lastMs)),
        formatFigure(entityRequestsPerEvent),
      ]),
    ),
    formatTable(
      ["opened and closed", "MB more", "handles more", "upstreams left"],
      Object.entries(churn).map(([name, { streams, grownMegabytes, handlesLeft, upstreamsLeft }]) => [
        `${streams}: ${name}`,
        formatFigure(grownMegabytes),
        String(handlesLeft),
        String(upstreamsLeft),
      ]),
    ),
    formatTable(
      ["clients that come at once", "seconds", "CPU µs each"],
      Object.entries(returning).map(([name, { streams, seconds, microsecondsEach }]) => [
        `${streams}: ${name}`,
        formatFigure(seconds),
        formatFigure(microsecondsEach),
      ]),
    ),
  ].join("\n\n");
}
