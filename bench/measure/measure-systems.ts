import { isDeepStrictEqual } from "node:util";
import type { RunningSystem } from "../systems/system.ts";
import { SYSTEM_CONNECTIONS, type SystemWorkload } from "../systems/system-workloads.ts";
import type { LoadOrder } from "./load.ts";
import type { MeasureOptions } from "./measure-workload.ts";
import { ANY_CORE } from "./pinned-process.ts";
import { type LoadRound, runLoad } from "./run-load.ts";
import { ask } from "./running-competitor.ts";

/** So many requests of a workload must have the same answer of all systems. */
const COMPARED_REQUESTS = 25;

const WARM_UP_REQUESTS = 2_000;
const MOST_WARM_UPS = 5;

/** All rounds of one system under one workload. */
export interface SystemMeasurement {
  readonly system: string;
  readonly rounds: readonly LoadRound[];
}

/** Puts systems that run under one workload, in turns. */
export async function measureSystems(
  workload: SystemWorkload,
  systems: readonly RunningSystem[],
  { rounds, seconds, warmUpSeconds }: MeasureOptions,
): Promise<SystemMeasurement[]> {
  const measurements = new Map<RunningSystem, LoadRound[]>(systems.map((system) => [system, []]));
  const orders = new Map<RunningSystem, LoadOrder>();
  for (const system of systems) {
    orders.set(system, await buildOrder(workload, system));
    await warmUp(system, orders.get(system), warmUpSeconds);
  }
  for (let round = 0; round < rounds; round++) {
    for (const system of systems) measurements.get(system)?.push(await measure(system, orders.get(system), seconds));
  }
  return [...measurements].map(([{ name }, measured]) => ({ system: name, rounds: measured }));
}

/** Code is compiled by how often it runs: on a slow machine, the same requests take longer. */
async function warmUp(system: RunningSystem, order: LoadOrder | undefined, seconds: number): Promise<void> {
  let answered = 0;
  for (let times = 0; times < MOST_WARM_UPS && answered < WARM_UP_REQUESTS; times++) {
    answered += (await measure(system, order, seconds)).completed;
  }
}

/** The load of a workload, as fast as `system` answers. */
export async function buildOrder(
  workload: SystemWorkload,
  { url, method, token, data }: RunningSystem,
): Promise<LoadOrder> {
  return {
    url,
    method,
    sequences: method === "GET" ? [[{ body: "" }]] : await workload.buildSequences(data),
    headers: { authorization: `Bearer ${token}` },
    connections: SYSTEM_CONNECTIONS,
    seconds: 0,
    rate: null,
  };
}

async function measure(
  { processIds }: RunningSystem,
  order: LoadOrder | undefined,
  seconds: number,
): Promise<LoadRound> {
  if (order === undefined) throw new Error("there is no load to send");
  return runLoad({ ...order, seconds }, ANY_CORE, processIds);
}

/** To be asked before anything is written. @throws Error when systems do not answer the same to what a workload asks */
export async function requireEqualAnswers(workload: SystemWorkload, systems: readonly RunningSystem[]): Promise<void> {
  const [first, ...others] = systems.filter(({ method }) => method === "POST");
  if (first === undefined) return;
  const bodies = (await workload.buildSequences(first.data))[0]?.slice(0, COMPARED_REQUESTS) ?? [];
  for (const { body } of bodies.filter((request) => !request.body.includes("mutation"))) {
    const expected = await answer(first, body);
    for (const other of others) {
      if (isDeepStrictEqual(await answer(other, body), expected)) continue;
      throw new Error(`${other.name} answers otherwise than ${first.name}: ${body}`);
    }
  }
}

async function answer({ url, token }: RunningSystem, body: string): Promise<unknown> {
  const text = await ask(url, { body, headers: { authorization: `Bearer ${token}` } });
  const { data, errors } = JSON.parse(text ?? '{"errors":["none"]}') as { data?: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(`an answer has errors: ${JSON.stringify(errors).slice(0, 500)} to ${body}`);
  return data;
}
