import { readMetrics } from "./metrics.ts";
import type { TestProcess } from "./process.ts";

/** How long `servers` computed while `work` went on, in seconds all together, beside its result. */
export async function measureServerSeconds<Result>(
  servers: readonly Pick<TestProcess, "url">[],
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const before = await addUpSeconds(servers);
  const result = await work();
  return { result, seconds: (await addUpSeconds(servers)) - before };
}

async function addUpSeconds(servers: readonly Pick<TestProcess, "url">[]): Promise<number> {
  const seconds = await Promise.all(servers.map(readSeconds));
  return seconds.reduce((sum, each) => sum + each, 0);
}

async function readSeconds(server: Pick<TestProcess, "url">): Promise<number> {
  const seconds = (await readMetrics(server)).find("process_cpu_seconds_total");
  if (seconds === null) throw new Error("the process does not tell how long it has computed");
  return seconds;
}
