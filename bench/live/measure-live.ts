import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Competitor, ServedGraph } from "../competitors/competitor.ts";
import { endProcess, LOAD_CORE, startPinned } from "../measure/pinned-process.ts";
import { readMemory, readProcessorTime } from "../measure/process-usage.ts";
import { type RunningCompetitor, startCompetitor } from "../measure/running-competitor.ts";
import { findMedian } from "../measure/statistics.ts";
import type { ClientAnswer, ClientOrder } from "./clients.ts";
import { type BuildSubscription, EQUAL_STREAMS, FIRST_BODY } from "./live-graph.ts";
import type { SubgraphState } from "./subgraphs.ts";

/** What a process is asked again after, until it says what is awaited. */
const POLL_MS = 50;
const PATIENCE_MS = 120_000;
const OPENED_AT_ONCE = 200;
/** For a process to give back what it can. */
const SETTLE_MS = 3_000;
const WARM_UP_STREAMS = 200;
const WARM_UP_EVENTS = 20;

/** A process that answers each message with one. */
function createOrders<Order extends object | string, Answer>(child: ChildProcess) {
  return async (order: Order): Promise<Answer> => {
    child.send(order);
    const [answer] = (await once(child, "message")) as [Answer | { readonly error: string }];
    if (typeof answer === "object" && answer !== null && "error" in answer) throw new Error(String(answer.error));
    return answer as Answer;
  };
}

/** The subgraphs of the live graph, in a process of their own. */
export async function startLiveSubgraphs() {
  const child = startPinned(LOAD_CORE, ["--import", "tsx", "bench/live/subgraphs.ts"]);
  const [urls] = (await once(child, "message")) as [Record<string, string>];
  return {
    urls,
    ask: createOrders<"emit" | "state", SubgraphState>(child),
    stop: () => endProcess(child),
  };
}
export type LiveSubgraphs = Awaited<ReturnType<typeof startLiveSubgraphs>>;

/** One competitor with clients that follow its streams. */
export async function startLive(competitor: Competitor, graph: ServedGraph, subgraphs: LiveSubgraphs) {
  const running = await startCompetitor(competitor, graph, { body: FIRST_BODY, headers: {} });
  const child = startPinned(LOAD_CORE, ["--max-old-space-size=4096", "--import", "tsx", "bench/live/clients.ts"]);
  const order = createOrders<ClientOrder, ClientAnswer>(child);

  async function open(count: number, build: BuildSubscription, atOnce = OPENED_AT_ONCE): Promise<void> {
    const bodies = Array.from({ length: count }, (_item, index) => build(index));
    await order({ kind: "open", url: running.url, bodies, token: null, atOnce });
    await waitUntil("its upstreams are open", async () => (await subgraphs.ask("state")).streams > 0);
    await waitForSameNumber(async () => (await subgraphs.ask("state")).streams);
  }

  /** @returns milliseconds until the last client had the last event */
  async function emit(events = 1): Promise<number> {
    const sentAt = performance.timeOrigin + performance.now();
    for (let sent = 0; sent < events; sent++) {
      await subgraphs.ask("emit");
    }
    const { lastAt } = await order({ kind: "await", events });
    return lastAt - sentAt;
  }

  async function close(): Promise<void> {
    await order({ kind: "close" });
    await waitUntil("its upstreams are closed", async () => (await subgraphs.ask("state")).streams === 0);
  }

  async function stop(): Promise<void> {
    await endProcess(child);
    await running.stop();
  }

  try {
    await open(WARM_UP_STREAMS, EQUAL_STREAMS);
    for (let event = 0; event < WARM_UP_EVENTS; event++) await emit();
    await close();
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: competitor.name, running, open, emit, close, stop };
}
export type Live = Awaited<ReturnType<typeof startLive>>;

/** What open streams cost. */
export interface IdleFigures {
  readonly streams: number;
  readonly kilobytesEach: number;
  readonly upstreams: number;
}

/** Opens `count` equal streams, and leaves them open. */
export async function measureIdle(live: Live, subgraphs: LiveSubgraphs, count: number): Promise<IdleFigures> {
  const before = await readSettledMemory(live.running);
  await live.open(count, EQUAL_STREAMS);
  const after = await readSettledMemory(live.running);
  const { streams: upstreams } = await subgraphs.ask("state");
  return { streams: count, kilobytesEach: (after - before) / count / 1024, upstreams };
}

/** What one event costs for each client that gets it. */
export interface DeliveryFigures {
  readonly streams: number;
  /** Processor time for each client and event, in microseconds, of each round. */
  readonly microsecondsEach: readonly number[];
  /** Until the last client had it, of each round. */
  readonly lastMs: readonly number[];
  readonly entityRequestsPerEvent: number;
}

/** Sends events over streams that are open, one after the other. */
export async function measureDelivery(
  live: Live,
  subgraphs: LiveSubgraphs,
  { streams, rounds, events }: { readonly streams: number; readonly rounds: number; readonly events: number },
): Promise<DeliveryFigures> {
  const microsecondsEach: number[] = [];
  const lastMs: number[] = [];
  const { entityRequests: before } = await subgraphs.ask("state");
  for (let round = 0; round < rounds; round++) {
    const startedAt = readTime(live.running);
    const times: number[] = [];
    for (let event = 0; event < events; event++) times.push(await live.emit());
    // The process may still free what it sent.
    await delay(POLL_MS);
    microsecondsEach.push((readTime(live.running) - startedAt) / events / streams);
    lastMs.push(findMedian(times));
  }
  const { entityRequests: after } = await subgraphs.ask("state");
  return { streams, microsecondsEach, lastMs, entityRequestsPerEvent: (after - before) / rounds / events };
}

/** What it takes when many clients come back at once. */
export interface ReturnFigures {
  readonly streams: number;
  /** Until the last stream has begun. */
  readonly seconds: number;
  /** Processor time for each client, in microseconds. */
  readonly microsecondsEach: number;
}

/**
 * The system keeps the ports of closed clients for a minute (TIME_WAIT). Beside 10,000 of them it takes 1 to 2 ms for each
 * new connection of a client: all clients together would wait for that, not for the router.
 */
const PORTS_KEPT_MS = 61_000;

/** Lets `count` clients come at once. @throws Error when one of them is refused */
export async function measureReturn(live: Live, count: number): Promise<ReturnFigures> {
  await delay(PORTS_KEPT_MS);
  const [startedAt, timeBefore] = [performance.now(), readTime(live.running)];
  await live.open(count, EQUAL_STREAMS, count);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { streams: count, seconds, microsecondsEach: (readTime(live.running) - timeBefore) / count };
}

/** What is left of streams that were opened and closed. */
export interface ChurnFigures {
  readonly streams: number;
  readonly grownMegabytes: number;
  readonly handlesLeft: number;
  readonly upstreamsLeft: number;
}

/** Opens and closes `count` streams, `atOnce` at a time, after a tenth of them whose memory counts as usual. */
export async function measureChurn(
  live: Live,
  subgraphs: LiveSubgraphs,
  count: number,
  atOnce: number,
): Promise<ChurnFigures> {
  const churn = async (streams: number) => {
    for (let opened = 0; opened < streams; opened += atOnce) {
      await live.open(atOnce, EQUAL_STREAMS);
      await live.close();
    }
  };
  await churn(count / 10);
  const memory = await readSettledMemory(live.running);
  const handles = countHandles(live.running);
  await churn(count);
  const after = await readSettledMemory(live.running);
  return {
    streams: count,
    grownMegabytes: (after - memory) / 1024 ** 2,
    handlesLeft: countHandles(live.running) - handles,
    upstreamsLeft: (await subgraphs.ask("state")).streams,
  };
}

function readTime({ processId }: RunningCompetitor): number {
  return readProcessorTime(processId) ?? Number.NaN;
}

function countHandles({ processId }: RunningCompetitor): number {
  return readdirSync(`/proc/${processId}/fd`).length;
}

async function readSettledMemory({ processId }: RunningCompetitor): Promise<number> {
  await delay(SETTLE_MS);
  return readMemory(processId) ?? Number.NaN;
}

async function waitUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`waited in vain until ${what}`);
    await delay(POLL_MS);
  }
}

async function waitForSameNumber(read: () => Promise<number>): Promise<void> {
  let before = -1;
  await waitUntil("no more streams open", async () => {
    const now = await read();
    const isSame = now === before;
    before = now;
    return isSame;
  });
}
