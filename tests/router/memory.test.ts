import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { readMetrics } from "../support/metrics.ts";
import { startProcess } from "../support/process.ts";

const MEGABYTE = 1_000_000;

/**
 * What a router that has started may take beside Node itself, by Node's major version. Measured: 73 to 81 MB on 20, as the
 * young generation has grown once more or not, up to 87 on 22, 95 on 24 and 97 on 26, whose V8 keeps more beside the heap.
 */
const ALLOWED_MEGABYTES = [
  { until: 20, megabytes: 90 },
  { until: 22, megabytes: 95 },
  { until: Number.POSITIVE_INFINITY, megabytes: 105 },
];

const router = await startProcess("router/main", {});

/** What Node takes that has nothing to do. */
async function measureNode(): Promise<number> {
  const script = "process.send(process.memoryUsage.rss())";
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [[bytes]] = await Promise.all([once(child, "message"), once(child, "exit")]);
  return Number(bytes);
}

function findAllowance(): number {
  const major = Number.parseInt(process.versions.node, 10);
  const allowed = ALLOWED_MEGABYTES.find(({ until }) => major <= until);
  if (allowed === undefined) throw new Error(`nothing is allowed on Node ${major}`);
  return allowed.megabytes * MEGABYTE;
}

describe("The memory of a router", () => {
  it("is little when it has started, so that many fit on a machine", async () => {
    const resident = (await readMetrics(router)).find("process_resident_memory_bytes");
    expect(Number(resident) - (await measureNode())).toBeLessThan(findAllowance());
    expect(resident).toBeGreaterThan(0);
  });
});
