import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second, also where the kernel's clock is another. */
const MICROSECONDS_PER_TICK = 10_000;

/** Processor time that the process and its threads have used so far, in microseconds; null where /proc is absent. */
export function readProcessorTime(processId: number): number | null {
  const stat = readProcFile(processId, "stat");
  if (stat === null) return null;
  // The name in parentheses may hold blanks; fields are counted behind it (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}

/** The most memory that the process has had resident, in bytes; null where /proc is absent. */
export function readPeakMemory(processId: number): number | null {
  return readStatus(processId, /^VmHWM:\s+(\d+) kB$/m);
}

/** The memory that the process has resident now, in bytes; null where /proc is absent. */
export function readMemory(processId: number): number | null {
  return readStatus(processId, /^VmRSS:\s+(\d+) kB$/m);
}

function readStatus(processId: number, line: RegExp): number | null {
  const kilobytes = line.exec(readProcFile(processId, "status") ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function readProcFile(processId: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${processId}/${file}`, "utf8");
  } catch {
    return null;
  }
}
