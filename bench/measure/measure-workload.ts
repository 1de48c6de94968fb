import { isDeepStrictEqual } from "node:util";
import type { Competitor, ServedGraph } from "../competitors/competitor.ts";
import type { Workload } from "../workloads.ts";
import { LOAD_CORE } from "./pinned-process.ts";
import { readPeakMemory } from "./process-usage.ts";
import { type LoadRound, runLoad } from "./run-load.ts";
import { ask, type RunningCompetitor, startCompetitor } from "./running-competitor.ts";

const THE_PROCESS = "competitor";

/** What one round of one competitor showed. */
export interface Round {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Null where the system does not tell. */
  readonly processorMicrosecondsPerRequest: number | null;
  readonly failed: number;
}

/** All rounds of one competitor under one workload. */
export interface Measurement {
  readonly competitor: string;
  readonly rounds: readonly Round[];
  readonly coldStartMs: number;
  /** Null where the system does not tell. */
  readonly peakMemory: number | null;
}

/** How long and how often to measure. */
export interface MeasureOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/**
 * Puts all competitors under one workload: first their answers are compared, then they take turns, round by round,
 * each alone under load.
 * @throws Error when an answer is not that of the others
 */
export async function measureWorkload(
  workload: Workload,
  competitors: readonly Competitor[],
  graph: ServedGraph,
  headers: Readonly<Record<string, string>>,
  options: MeasureOptions,
): Promise<Measurement[]> {
  const running: RunningCompetitor[] = [];
  try {
    for (const competitor of competitors) {
      const body = workload.requests[0] ?? "";
      running.push(await startCompetitor(competitor, graph, { body, headers }));
    }
    await requireEqualAnswers(workload, running, headers);
    const rounds = new Map<string, Round[]>(running.map(({ name }) => [name, []]));
    for (const competitor of running) {
      await measureRound(competitor, workload, headers, options.warmUpSeconds);
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const competitor of running) {
        rounds.get(competitor.name)?.push(await measureRound(competitor, workload, headers, options.seconds));
      }
    }
    return running.map(({ name, coldStartMs, processId }) => ({
      competitor: name,
      rounds: rounds.get(name) ?? [],
      coldStartMs,
      peakMemory: readPeakMemory(processId),
    }));
  } finally {
    await Promise.all(running.map((competitor) => competitor.stop()));
  }
}

async function requireEqualAnswers(
  { name, requests }: Workload,
  running: readonly RunningCompetitor[],
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  for (const body of [requests[0] ?? "", requests.at(-1) ?? ""]) {
    const answers = await Promise.all(running.map(({ url }) => ask(url, { body, headers })));
    const [expected, ...others] = answers.map((answer) => JSON.parse(answer ?? "null") as unknown);
    for (const [index, other] of others.entries()) {
      if (isDeepStrictEqual(readData(other), readData(expected))) continue;
      throw new Error(`${running[index + 1]?.name} answers "${name}" otherwise than ${running[0]?.name}`);
    }
  }
}

function readData(answer: unknown): unknown {
  const { data, errors } = (answer ?? {}) as { data?: unknown; errors?: unknown };
  return { data, errors };
}

async function measureRound(
  { url, processId }: RunningCompetitor,
  { requests, connections }: Workload,
  headers: Readonly<Record<string, string>>,
  seconds: number,
): Promise<Round> {
  const sequences = [requests.map((body) => ({ body }))];
  const order = { url, method: "POST", sequences, headers, connections, seconds, rate: null } as const;
  const { completed, ...result } = await runLoad(order, LOAD_CORE, new Map([[THE_PROCESS, processId]]));
  return {
    requestsPerSecond: completed / result.seconds,
    p50: result.p50,
    p99: result.p99,
    processorMicrosecondsPerRequest: findProcessorTime(result.processorTimes),
    failed: result.failed,
  };
}

function findProcessorTime(times: LoadRound["processorTimes"]): number | null {
  return Object.entries(times).find(([name]) => name === THE_PROCESS)?.[1] ?? null;
}
