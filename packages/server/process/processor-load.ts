import { openSync, readSync } from "node:fs";
import { cpus } from "node:os";
import { performance } from "node:perf_hooks";

/** The share of the time since the last call that was spent computing, from 0 to 1. */
export type ProcessorLoad = () => number;

/** Measures the load of this process's thread and of the whole machine, which computes for it: the greater counts. */
export function createProcessorLoad(): ProcessorLoad {
  const readTimes = process.platform === "linux" ? openLinuxTimes() : readAnyTimes;
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

/** Of all processors together since the machine started, in any unit. */
interface ProcessorTimes {
  readonly idle: number;
  readonly total: number;
}

/**
 * The first line of the file sums all processors up (https://man7.org/linux/man-pages/man5/proc_stat.5.html). `cpus()`
 * takes eight times as long, and also asks each processor for its clock rate: on many, that holds the process up.
 */
function openLinuxTimes(): () => ProcessorTimes {
  const file = openSync("/proc/stat", "r");
  const bytes = Buffer.alloc(256);
  return () => {
    const length = readSync(file, bytes, 0, bytes.length, 0);
    const [line = ""] = bytes.toString("latin1", 0, length).split("\n");
    const [, user = 0, nice = 0, system = 0, idle = 0, , irq = 0] = line.split(/ +/).map(Number);
    return { idle, total: user + nice + system + idle + irq };
  };
}

function readAnyTimes(): ProcessorTimes {
  const times = cpus().map((processor) => processor.times);
  const sum = (numbers: readonly number[]) => numbers.reduce((whole, number) => whole + number, 0);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    total: sum(times.flatMap((time) => Object.values(time))),
  };
}
