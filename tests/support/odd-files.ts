import { execFileSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDataFolder } from "./data-folder.ts";

/** Makes a FIFO that is never written to, by default in a folder of its own. @returns its path */
export function makeFifo(path = join(createDataFolder(), "fifo")): string {
  execFileSync("mkfifo", [path]);
  return path;
}

/** Makes a file of so many bytes, all zero, that takes no room. @returns its path */
export function makeSparseFile(bytes: number): string {
  const path = join(createDataFolder(), "sparse");
  writeFileSync(path, "");
  truncateSync(path, bytes);
  return path;
}
