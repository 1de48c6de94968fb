import { describe, expect, it } from "@jest/globals";
import { readMetrics } from "../support/metrics.ts";
import { startProcess } from "../support/process.ts";

const MEGABYTE = 1_000_000;

const router = await startProcess("router/main", {});

describe("The memory of a router", () => {
  it("is little when it has started, so that many fit on a machine", async () => {
    const resident = (await readMetrics(router)).find("process_resident_memory_bytes");
    // Node alone takes some 45 MB; with all libraries as they come it would be 150 MB.
    expect(resident).toBeLessThan(130 * MEGABYTE);
  });
});
