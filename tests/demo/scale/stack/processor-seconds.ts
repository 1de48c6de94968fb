import { readFileSync } from "node:fs";

/** USER_HZ, which Linux shows to programs: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS_PER_SECOND = 100;

/** How long the process `pid` has computed so far with all its threads, in seconds. */
export function readProcessorSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name before may have spaces; it ends with the last bracket.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
