import { readMetrics } from "./metrics.ts";
import type { TestProcess } from "./process.ts";

/** How long `server` computed while `work` went on, in seconds, beside its result. */
export async function measureServerSeconds<Result>(
  server: Pick<TestProcess, "url">,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const before = await readSeconds(server);
  const result = await work();
  return { result, seconds: (await readSeconds(server)) - before };
}

async function readSeconds(server: Pick<TestProcess, "url">): Promise<number> {
  const seconds = (await readMetrics(server)).find("process_cpu_seconds_total");
  if (seconds === null) throw new Error("the process does not tell how long it has computed");
  return seconds;
}
