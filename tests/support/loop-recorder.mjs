// Preload with `NODE_OPTIONS=--import=<this file>`: appends to the file LOOP_RECORD, every 50 ms, one JSON line with how long
// the event loop's thread has worked since the line before, in all and at a stretch. On Linux that is the time for which it
// had a core: what a busy machine makes it wait is none of its work. Elsewhere it is the time for which the loop was not idle.
import { appendFileSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

const SAMPLE_MS = 5;
const LINE_MS = 50;
/** The main thread's id is the process's. https://docs.kernel.org/scheduler/sched-stats.html */
const SCHEDULE = `/proc/self/task/${process.pid}/schedstat`;

function readWork() {
  try {
    return Number(readFileSync(SCHEDULE, "utf8").split(" ", 1)[0]) / 1e6;
  } catch {
    return performance.eventLoopUtilization().active;
  }
}

let work = readWork();
let writtenAt = performance.now();
let total = 0;
let longest = 0;

function sample() {
  const done = readWork();
  total += done - work;
  longest = Math.max(longest, done - work);
  work = done;
  if (performance.now() - writtenAt < LINE_MS) return;
  appendFileSync(process.env.LOOP_RECORD, `${JSON.stringify({ at: Date.now(), total, longest })}\n`);
  total = 0;
  longest = 0;
  writtenAt = performance.now();
}

setInterval(sample, SAMPLE_MS).unref();
