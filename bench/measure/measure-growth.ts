import type { GrowthOperation } from "../systems/growth-operations.ts";
import type { RunningSystem } from "../systems/system.ts";
import { readProcessorTime } from "./process-usage.ts";
import { ask } from "./running-competitor.ts";
import { findMedian } from "./statistics.ts";

/** Each system gets as many requests, one after the other, in turns; an operation ends early when it takes long. */
const REQUESTS = 120;
const LONGEST_MS = 4_000;
const FEWEST_REQUESTS = 5;
/** Code that runs for the first time would hide what the rows cost. */
const WARM_UP_REQUESTS = 320;
const WARM_UP_MS = 1_500;
const WARM_UP_CLIENTS = 4;

/** One operation on one number of rows. */
export interface GrowthFigure {
  readonly rows: number;
  /** The median time of a request that nothing else competes with. */
  readonly milliseconds: number;
  /** Processor time of a request, all processes together, in microseconds. */
  readonly processorTime: number;
  /** Requests without a good answer. */
  readonly failed: number;
}

interface Sized {
  readonly rows: number;
  readonly system: RunningSystem;
}

/** Asks the same of one system after the other, each with another number of rows. */
export async function measureGrowth(operation: GrowthOperation, sized: readonly Sized[]): Promise<GrowthFigure[]> {
  for (const each of sized) await warmUp(operation, each);
  const times = await askInTurns(operation, sized, REQUESTS);
  return sized.map((each) => {
    const { milliseconds = [], processorTime = Number.NaN, failed = 0 } = times.get(each) ?? {};
    return {
      rows: each.rows,
      milliseconds: findMedian(milliseconds),
      processorTime: processorTime / milliseconds.length,
      failed,
    };
  });
}

async function warmUp({ build }: GrowthOperation, each: Sized): Promise<void> {
  const endsAt = performance.now() + WARM_UP_MS;
  const repeat = async () => {
    for (let sent = 0; sent < WARM_UP_REQUESTS / WARM_UP_CLIENTS && performance.now() < endsAt; sent++) {
      await send(each, build(each.rows));
    }
  };
  await Promise.all(Array.from({ length: WARM_UP_CLIENTS }, repeat));
}

async function askInTurns({ build }: GrowthOperation, sized: readonly Sized[], requests: number) {
  const times = new Map(sized.map((each) => [each, { milliseconds: [] as number[], processorTime: 0, failed: 0 }]));
  const startedAt = performance.now();
  const before = new Map(sized.map((each) => [each, readTime(each)]));
  for (let sent = 0; sent < requests; sent++) {
    if (sent >= FEWEST_REQUESTS && performance.now() - startedAt > LONGEST_MS) break;
    for (const [each, figures] of times) {
      const sentAt = performance.now();
      if (!(await send(each, build(each.rows)))) figures.failed += 1;
      figures.milliseconds.push(performance.now() - sentAt);
    }
  }
  for (const [each, figures] of times) figures.processorTime = readTime(each) - (before.get(each) ?? 0);
  return times;
}

/** @returns whether the answer is a good one */
async function send({ system: { url, token } }: Sized, body: string): Promise<boolean> {
  const answer = await ask(url, { body, headers: { authorization: `Bearer ${token}` } });
  return answer !== null && !answer.includes('"errors":[');
}

function readTime({ system: { processIds } }: Sized): number {
  return [...processIds.values()].reduce((sum, id) => sum + (readProcessorTime(id) ?? 0), 0);
}
