import { readFileSync } from "node:fs";
import { type Load, type LoadFigures, runClosedLoop } from "./closed-loop.ts";

/** A router under load. */
export interface OverloadTarget extends Pick<Load, "url" | "token" | "query"> {
  /** Its process id: its memory is looked up. */
  readonly pid: number;
  /** How long each load lasts; the figures of a short one are rougher. */
  readonly loadSeconds?: number;
}

/** How a router bears forty times its clients. */
export interface OverloadFigures {
  /** With more than the usual number of clients, with that, and with forty times as many at once. */
  readonly loads: readonly LoadFigures[];
  /** The good throughput under overload, of the best of all loads; from 0 to 1. */
  readonly keptThroughput: number;
  /** Of the good answers under overload. */
  readonly p99Ms: number;
  /** The most memory the router has held, in MB; null where there is no /proc. */
  readonly peakMemoryMb: number | null;
  /** From the end of the overload until the usual clients are served as before, in seconds; null after ten. */
  readonly recoverySeconds: number | null;
}

const USUAL_CLIENTS = 10;
const MORE_CLIENTS = [25, 50, 100];
const OVERLOAD_CLIENTS = 40 * USUAL_CLIENTS;
const SLICE_SECONDS = 0.5;
const LONGEST_RECOVERY_SECONDS = 10;
/** Nobody is served exactly as before. */
const AS_BEFORE = 0.8;

/** Loads `target` with 25, 50, 100, 10 and 400 clients, one load after the other, and watches it recover. */
export async function measureOverload({ loadSeconds = 10, ...target }: OverloadTarget): Promise<OverloadFigures> {
  // The first requests find code that is not compiled yet.
  await runClosedLoop({ ...target, clients: USUAL_CLIENTS, seconds: loadSeconds / 2 });
  const run = (clients: number) => runClosedLoop({ ...target, clients, seconds: loadSeconds });
  const loads: LoadFigures[] = [];
  for (const clients of MORE_CLIENTS) loads.push(await run(clients));
  const usual = await run(USUAL_CLIENTS);
  const overload = await run(OVERLOAD_CLIENTS);
  const recoverySeconds = await measureRecovery(target, usual.goodPerSecond);
  loads.push(usual, overload);
  return {
    loads,
    keptThroughput: overload.goodPerSecond / Math.max(...loads.map(({ goodPerSecond }) => goodPerSecond)),
    p99Ms: overload.p99Ms,
    peakMemoryMb: readPeakMemory(target.pid),
    recoverySeconds,
  };
}

async function measureRecovery(
  target: Omit<OverloadTarget, "loadSeconds">,
  usualPerSecond: number,
): Promise<number | null> {
  for (let seconds = SLICE_SECONDS; seconds <= LONGEST_RECOVERY_SECONDS; seconds += SLICE_SECONDS) {
    const slice = await runClosedLoop({ ...target, clients: USUAL_CLIENTS, seconds: SLICE_SECONDS });
    const isServed = slice.refusedPerSecond === 0 && Object.keys(slice.failures).length === 0;
    if (isServed && slice.goodPerSecond >= AS_BEFORE * usualPerSecond) return seconds;
  }
  return null;
}

/**
 * The most memory the process has held, in MB; null where there is no /proc:
 * https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function readPeakMemory(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  } catch {
    return null;
  }
}
