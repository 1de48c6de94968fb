import { cpus } from "node:os";
import { performance } from "node:perf_hooks";

/** The share of the time since the last call that was spent computing, from 0 to 1. */
export type ProcessorLoad = () => number;

/** Measures the load of this process's thread and of the whole machine, which computes for it: the greater counts. */
export function createProcessorLoad(): ProcessorLoad {
  let lastUse = performance.eventLoopUtilization();
  let lastTimes = readTimes();
  return () => {
    const use = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(use, lastUse);
    const times = readTimes();
    const total = times.total - lastTimes.total;
    const busy = total === 0 ? 0 : 1 - (times.idle - lastTimes.idle) / total;
    lastUse = use;
    lastTimes = times;
    return Math.max(utilization, busy);
  };
}

/** Of all processors together, in milliseconds since the machine started. */
function readTimes(): { readonly idle: number; readonly total: number } {
  const times = cpus().map((processor) => processor.times);
  const sum = (numbers: readonly number[]) => numbers.reduce((whole, number) => whole + number, 0);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    total: sum(times.flatMap((time) => Object.values(time))),
  };
}
