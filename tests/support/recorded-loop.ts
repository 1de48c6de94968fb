import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createDataFolder } from "./data-folder.ts";
import type { Variables } from "./process.ts";

/** How the event loop of a process fares, whatever else keeps the machine busy. */
export interface RecordedLoop {
  /** Give them to the process. */
  readonly variables: Variables;
  /** What the loop's thread has done in each twentieth of a second since `time`, in milliseconds since 1970. */
  readWork(time: number): readonly LoopWork[];
}

/** Work of an event loop's thread, in milliseconds. */
export interface LoopWork {
  readonly total: number;
  /** At a stretch, while nothing else could happen. */
  readonly longest: number;
}

const RECORDER = pathToFileURL(join("tests", "support", "loop-recorder.mjs")).href;

/** Records the event loop of the process that is started with its variables. */
export function recordLoop(): RecordedLoop {
  const path = join(createDataFolder(), "loop");
  return {
    variables: { NODE_OPTIONS: `--import=${RECORDER}`, LOOP_RECORD: path },
    readWork: (time) => (existsSync(path) ? readWork(path, time) : []),
  };
}

function readWork(path: string, time: number): LoopWork[] {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as LoopWork & { at: number }).filter(({ at }) => at >= time);
}
