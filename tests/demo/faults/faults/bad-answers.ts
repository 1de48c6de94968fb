import { setTimeout as delay } from "node:timers/promises";
import { behaveAsReviews, hang, type Shop, startShop } from "../../../resilience/shop-graph.ts";
import { answerText, type Respond } from "../../../support/fake-subgraph.ts";
import { waitFor } from "../../../support/wait-for.ts";
import type { FaultRow } from "../../support/fault-row.ts";
import { countOutcomes, type Outcome } from "../../support/outcomes.ts";
import { readPeakMemory } from "../overload.ts";
import { startSteadyLoad } from "../steady-load.ts";

const QUERY = "{ product { name rating } }";
const TIMEOUT_MS = 2_000;
/** On top of the timeout, for a machine that does other things too. */
const PATIENCE_MS = 1_000;
const LONGEST_RECOVERY_MS = 2_000;
const MOST_MEMORY_MB = 512;
const FAULT_MS = 3_000;
const JSON_TYPE = { "content-type": "application/json" };

const drip: Respond = (response) => {
  response.writeHead(200, JSON_TYPE).write('{"data":{"_entities":[{"rating":"');
  const timer = setInterval(() => response.write("x"), 100);
  response.on("close", () => clearInterval(timer));
};

const answerWithoutEnd: Respond = (response) => {
  response.writeHead(200, JSON_TYPE).write('{"data":{"_entities":[{"rating":"');
  const chunk = "x".repeat(64 * 1024);
  const fill = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", fill);
  fill();
};

const truncate: Respond = (response) => {
  response.writeHead(200, { ...JSON_TYPE, "content-length": "1000" }).write('{"data":{"_entities":[{"rat');
  response.socket?.end();
};

const BEHAVIOUR: readonly [fault: string, respond: Respond][] = [
  ["never answers", hang],
  ["answers garbage", answerText("\u0000\u0001{]<h1>", "application/json")],
  ["cuts its answers off", truncate],
  ["answers without end", answerWithoutEnd],
  ["answers ten bytes a second", drip],
];

/** A subgraph that refuses connections, or answers what no client could use: its fields are lost, and nothing else. */
export async function answerBadly(): Promise<readonly FaultRow[]> {
  const shop = await startShop({ SUBGRAPH_TIMEOUT_MS: String(TIMEOUT_MS) });
  const rows = [
    await tryFault(shop, "refuses connections", shop.reviews.refuseConnections, shop.reviews.acceptConnections),
  ];
  for (const [fault, respond] of BEHAVIOUR) {
    const begin = async () => shop.reviews.respondWith(respond);
    rows.push(await tryFault(shop, fault, begin, async () => shop.reviews.respondWith(behaveAsReviews)));
  }
  return rows;
}

async function tryFault(
  shop: Shop,
  fault: string,
  begin: () => Promise<void>,
  end: () => Promise<void>,
): Promise<FaultRow> {
  const load = startSteadyLoad({ url: shop.router.url, query: QUERY, clients: 5, pauseMs: 10 });
  const isWhole = () => load.outcomes.at(-1)?.kind === "whole";
  await waitFor("good answers", isWhole);
  await begin();
  const begunAt = performance.now();
  await delay(FAULT_MS);
  await end();
  const endedAt = performance.now();
  await waitFor("good answers again", isWhole);
  await delay(500);
  const outcomes = (await load.stop()).filter(({ endedAt }) => endedAt > begunAt);
  return buildRow(fault, outcomes, measureRecovery(outcomes, endedAt), readPeakMemory(shop.router.process.pid ?? 0));
}

/** From the end of the fault to the end of the last answer it has spoilt. */
function measureRecovery(outcomes: readonly Outcome[], endedAt: number): number {
  return Math.max(0, (outcomes.findLast(({ kind }) => kind !== "whole")?.endedAt ?? 0) - endedAt);
}

function buildRow(fault: string, outcomes: readonly Outcome[], outageMs: number, memoryMb: number | null): FaultRow {
  const counts = countOutcomes(outcomes);
  const longestMs = Math.max(...outcomes.map(({ sentAt, endedAt }) => endedAt - sentAt));
  // Without its errors, an answer that lacks something would look whole.
  const isSilent = outcomes.some(({ kind, text }) => kind === "whole" && !text.includes('"rating":5'));
  return {
    fault: `a subgraph ${fault}`,
    lost: `its fields alone; longest wait ${(longestMs / 1000).toFixed(1)} s, router ${memoryMb} MB at most`,
    outageMs,
    ...counts,
    promise: "an error beside what is missing, in time; back within 2 s",
    isKept:
      counts.failed === 0 &&
      counts.partial > 0 &&
      !isSilent &&
      longestMs < TIMEOUT_MS + PATIENCE_MS &&
      outageMs < LONGEST_RECOVERY_MS &&
      (memoryMb ?? 0) < MOST_MEMORY_MB,
  };
}
