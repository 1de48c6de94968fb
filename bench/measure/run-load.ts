import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { LoadOrder, LoadResult } from "./load.ts";
import { endProcess, startPinned } from "./pinned-process.ts";
import { readProcessorTime } from "./process-usage.ts";

/** What came of a load, and what each process spent on one request. */
export interface LoadRound extends LoadResult {
  /** Microseconds, by the process; empty where the system does not tell. */
  readonly processorTimes: Readonly<Record<string, number>>;
}

/** One for each core, from the first load to the last: what has been compiled stays. */
const loads = new Map<number | null, ChildProcess>();

/** Sends a load from a process on `core`, and takes the time of the processes of `processIds` meanwhile. */
export async function runLoad(
  order: LoadOrder,
  core: number | null,
  processIds: ReadonlyMap<string, number>,
): Promise<LoadRound> {
  const load = loads.get(core) ?? startPinned(core, ["--import", "tsx", "bench/measure/load.ts"]);
  loads.set(core, load);
  const before = readTimes(processIds);
  load.send(order);
  const [result] = (await once(load, "message")) as [LoadResult];
  const after = readTimes(processIds);
  const spent = [...after].map(([name, time]) => [name, (time - (before.get(name) ?? 0)) / result.completed] as const);
  return { ...result, processorTimes: Object.fromEntries(spent) };
}

/** To be called after the last load of a run. */
export async function endLoads(): Promise<void> {
  await Promise.all([...loads.values()].map((load) => endProcess(load)));
}

function readTimes(processIds: ReadonlyMap<string, number>): Map<string, number> {
  const times = [...processIds].map(([name, id]) => [name, readProcessorTime(id)] as const);
  return new Map(times.filter((entry): entry is [string, number] => entry[1] !== null));
}
