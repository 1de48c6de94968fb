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
/** No side may fill the processors: what waits there is done together, at another price. */
const REST = 1.5;
/** Of each process, until its code is compiled. */
const WARM_REQUESTS = 20_000;
const PATIENCE_MS = 600_000;
const MOST_DIFFERENCE = 0.1;
/** haproxy's own default. No replica fails here, and each check is work that no request asks for. */
const CHECK_INTERVAL_MS = 2_000;

interface Side {
  readonly stack: ScaleStack;
  readonly clients: FiftyClients;
}

/** Of each round: the processor time of all processes of the product for a request, in ms. */
interface Costs {
  readonly ofOne: number[];
  readonly ofOneForHalf: number[];
  readonly ofTwo: number[];
}

/**
 * Two replicas of everything beside one, in turn: what a request costs all processes together. Two replicas are there for
 * twice the clients, so that one also serves half of them. Then each process has as much to do as each of two.
 */
export async function addReplicas(): Promise<readonly FaultRow[]> {
  const one = await startSide(1);
  const two = await startSide(2);
  for (const side of [one, two]) await warmUp(side);
  const costs: Costs = { ofOne: [], ofOneForHalf: [], ofTwo: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    costs.ofOne.push(await runRound(one, 1));
    costs.ofTwo.push(await runRound(two, 1));
    costs.ofOneForHalf.push(await runRound(one, 0.5));
  }
  const findings = await observe(two.stack, two.clients, () => delay(ROUND_MS));
  const compare = (fault: string, single: readonly number[]) => {
    const difference = findMedian(costs.ofTwo) / findMedian(single) - 1;
    return buildScaleRow(findings, {
      fault,
      said: `${describe(single)} for a request with one, ${describe(costs.ofTwo)} with two: ${(difference * 100).toFixed(0)} %`,
      outageMs: null,
      promise: "processor time for a request within 10 %",
      isKept: Math.abs(difference) <= MOST_DIFFERENCE,
    });
  };
  return [
    compare("a second process of everything, for twice the clients", costs.ofOneForHalf),
    compare("a second process of everything, for the same clients", costs.ofOne),
  ];
}

async function startSide(count: number): Promise<Side> {
  const stack = await startScaleStack({ count, checkIntervalMs: CHECK_INTERVAL_MS });
  return { stack, clients: await startFiftyClients(stack) };
}

/** The first requests find code that is not compiled yet, in each process anew. */
async function warmUp({ stack, clients }: Side): Promise<void> {
  const { requests } = clients.traffic;
  const wanted = requests.length + WARM_REQUESTS * stack.groups.router.list().length;
  await clients.work(() => waitFor("a warm stack", () => requests.length >= wanted, PATIENCE_MS), 0);
}

async function runRound({ stack, clients }: Side, share: number): Promise<number> {
  const { requests } = clients.traffic;
  const before = { requests: requests.length, seconds: readSeconds(stack) };
  await clients.work(() => delay(ROUND_MS), REST, share);
  return (1_000 * (readSeconds(stack) - before.seconds)) / (requests.length - before.requests);
}

function readSeconds(stack: ScaleStack): number {
  return stack.listProcesses().reduce((sum, { process }) => sum + readProcessorSeconds(process.pid ?? 0), 0);
}

function describe(costs: readonly number[]): string {
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  return `${findMedian(costs).toFixed(2)} ms (${least.toFixed(2)}–${most.toFixed(2)})`;
}
