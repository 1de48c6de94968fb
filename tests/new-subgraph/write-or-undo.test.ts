import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { writeOrUndo } from "../../scripts/new-subgraph/write-or-undo.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";

function createFiles() {
  const folder = createTemporaryFolder({ "old.txt": "old", "kept/other.txt": "other" });
  const files = new Map([
    [join(folder, "old.txt"), "changed"],
    [join(folder, "kept", "new.txt"), "new"],
    [join(folder, "added", "deep", "new.txt"), "new"],
  ]);
  const list = () => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const read = () => readFileSync(join(folder, "old.txt"), "utf8");
  return { files, list, read };
}

it("writes files with the folders that they need", async () => {
  const { files, list, read } = createFiles();
  await writeOrUndo(files, async () => expect(read()).toBe("changed"));
  expect(list()).toEqual([
    "added",
    "added/deep",
    "added/deep/new.txt",
    "kept",
    "kept/new.txt",
    "kept/other.txt",
    "old.txt",
  ]);
});

it("leaves everything as it was when the rest fails", async () => {
  const { files, list, read } = createFiles();
  const before = list();
  const writing = writeOrUndo(files, async () => {
    throw new Error("no");
  });
  await expect(writing).rejects.toThrow("no");
  expect([list(), read()]).toEqual([before, "old"]);
});

it.each(["SIGINT", "SIGTERM"] as const)("leaves everything as it was after %s", async (signal) => {
  const { files, list, read } = createFiles();
  const before = list();
  const writing = writeOrUndo(files, async (stopped) => {
    process.emit(signal);
    stopped.throwIfAborted();
  });
  await expect(writing).rejects.toThrow(/abort/i);
  expect([list(), read()]).toEqual([before, "old"]);
});
