import { setTimeout as delay } from "node:timers/promises";
import { findMedian } from "../../../support/median.ts";
import { waitFor } from "../../../support/wait-for.ts";
import type { FaultRow } from "../../support/fault-row.ts";
import { type FiftyClients, startFiftyClients } from "../clients/fifty-clients.ts";
import { observe } from "../findings/observe.ts";
import { buildScaleRow } from "../findings/scale-row.ts";
import { readProcessorSeconds } from "../stack/processor-seconds.ts";
import { type ScaleStack, startScaleStack } from "../stack/scale-stack.ts";

const ROUNDS = 9;
const ROUND_MS = 6_000;
/**
 * Enough requests that what a process does without any counts for little. But no side may fill the processors: what waits
 * there is done together, at another price.
 */
const REST = 0.25;
/** Of each process, until its code is compiled. */
const WARM_REQUESTS = 20_000;
const PATIENCE_MS = 600_000;
const MOST_DIFFERENCE = 0.1;
/** haproxy's own default. No replica fails here, and each check is work that no request asks for. */
const CHECK_INTERVAL_MS = 2_000;

interface Side {
  readonly stack: ScaleStack;
  readonly clients: FiftyClients;
  /** Of each round: the processor time of all processes of the product for a request, in ms. */
  readonly costs: number[];
}

/** Two replicas of everything beside one, in turn: what a request costs all processes together. */
export async function addReplicas(): Promise<readonly FaultRow[]> {
  const one = await startSide(1);
  const two = await startSide(2);
  for (const side of [one, two]) await warmUp(side);
  for (let round = 0; round < ROUNDS; round += 1) for (const side of [one, two]) await runRound(side);
  const findings = await observe(two.stack, two.clients, () => delay(ROUND_MS));
  const difference = findMedian(two.costs) / findMedian(one.costs) - 1;
  return [
    buildScaleRow(findings, {
      fault: "a second process of everything",
      said: `${describe(one)} for a request with one, ${describe(two)} with two: ${(difference * 100).toFixed(0)} %`,
      outageMs: null,
      promise: "processor time for a request within 10 %",
      isKept: Math.abs(difference) <= MOST_DIFFERENCE,
    }),
  ];
}

async function startSide(count: number): Promise<Side> {
  const stack = await startScaleStack({ count, checkIntervalMs: CHECK_INTERVAL_MS });
  return { stack, clients: await startFiftyClients(stack), costs: [] };
}

/** The first requests find code that is not compiled yet, in each process anew. */
async function warmUp({ stack, clients }: Side): Promise<void> {
  const { requests } = clients.traffic;
  const wanted = requests.length + WARM_REQUESTS * stack.groups.router.list().length;
  await clients.work(() => waitFor("a warm stack", () => requests.length >= wanted, PATIENCE_MS), 0);
}

async function runRound({ stack, clients, costs }: Side): Promise<void> {
  const { requests } = clients.traffic;
  const before = { requests: requests.length, seconds: readSeconds(stack) };
  await clients.work(() => delay(ROUND_MS), REST);
  const seconds = readSeconds(stack) - before.seconds;
  costs.push((1_000 * seconds) / (requests.length - before.requests));
}

function readSeconds(stack: ScaleStack): number {
  return stack.listProcesses().reduce((sum, { process }) => sum + readProcessorSeconds(process.pid ?? 0), 0);
}

function describe({ costs }: Side): string {
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  return `${findMedian(costs).toFixed(2)} ms (${least.toFixed(2)}–${most.toFixed(2)})`;
}
