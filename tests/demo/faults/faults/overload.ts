import { readFileSync } from "node:fs";
import { startDemoStack } from "../../support/demo-stack.ts";
import type { FaultRow } from "../../support/fault-row.ts";
import { measureOverload } from "../overload.ts";

const LOAD_SECONDS = 4;
const LEAST_KEPT = 0.8;
const LONGEST_P99_MS = 2_000;
const MOST_MEMORY_MB = 512;
const LONGEST_RECOVERY_SECONDS = 2;

/** Forty times the usual clients. */
export async function overload(): Promise<readonly FaultRow[]> {
  const stack = await startDemoStack({ TARGET_LATENCY_MS: "500" });
  const { loads, keptThroughput, p99Ms, peakMemoryMb, recoverySeconds } = await measureOverload({
    url: stack.router.url,
    token: await stack.signIn("reader"),
    query: readFileSync("operations/books-with-comments.graphql", "utf8"),
    pid: stack.router.process.pid ?? 0,
    loadSeconds: LOAD_SECONDS,
  });
  const last = loads.at(-1);
  const good = Math.round((last?.goodPerSecond ?? 0) * LOAD_SECONDS);
  const refused = Math.round((last?.refusedPerSecond ?? 0) * LOAD_SECONDS);
  const failed = Object.values(last?.failures ?? {}).reduce((sum, count) => sum + count, 0);
  return [
    {
      fault: "400 clients instead of 10",
      lost: `${refused} requests refused at once with 503; kept ${(keptThroughput * 100).toFixed(0)} % of the best throughput, p99 ${p99Ms.toFixed(0)} ms, ${peakMemoryMb} MB`,
      outageMs: recoverySeconds === null ? Infinity : recoverySeconds * 1_000,
      requests: good + refused + failed,
      partial: 0,
      failed,
      promise: "80 % of the best throughput, p99 under 2 s, under 512 MB, as before within 2 s",
      isKept:
        keptThroughput >= LEAST_KEPT &&
        p99Ms < LONGEST_P99_MS &&
        (peakMemoryMb ?? 0) < MOST_MEMORY_MB &&
        (recoverySeconds ?? Infinity) <= LONGEST_RECOVERY_SECONDS,
    },
  ];
}
