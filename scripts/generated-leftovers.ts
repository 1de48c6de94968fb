import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes the folders below `root` that hold `generated/` alone: git leaves it of a subgraph that is gone. */
export async function removeLeftovers(root: string): Promise<void> {
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const folder = join(root, entry.name);
    if (!entry.isDirectory() || (await readdir(folder)).join() !== "generated") continue;
    await rm(folder, { recursive: true });
  }
}
