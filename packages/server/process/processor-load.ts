import { cpus } from "node:os";
import { performance } from "node:perf_hooks";

/** Tells how much of the time since it was last asked was spent computing: from 0 to 1. */
export type ProcessorLoad = () => number;

/**
 * Makes the measure of how busy this process's only thread is, or the whole machine, whichever is more: what the
 * process waits for may be computed beside it.
 */
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
