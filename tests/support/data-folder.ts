import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopAfterTests } from "./started-processes.ts";

/** A folder of its own for a test file, removed after its tests. */
export function createDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "supergraph-test-"));
  stopAfterTests(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
