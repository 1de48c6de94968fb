import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { writeIfChanged } from "../../packages/composition/write-if-changed.ts";
import { createTemporaryFolder } from "./support/temporary-folder.ts";

describe("writeIfChanged", () => {
  it.each<[string, Record<string, string>]>([
    ["creates a file", {}],
    ["replaces a file", { "out.graphql": "old" }],
  ])("%s and leaves nothing else behind", async (_what, files) => {
    const folder = createTemporaryFolder(files);
    expect(await writeIfChanged(join(folder, "out.graphql"), "new")).toBe(true);
    expect(readFileSync(join(folder, "out.graphql"), "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["out.graphql"]);
  });

  it("puts a new file in place of the old one instead of writing into it", async () => {
    const path = join(createTemporaryFolder({ "out.graphql": "old" }), "out.graphql");
    const before = statSync(path).ino;
    await writeIfChanged(path, "new");
    expect(statSync(path).ino).not.toBe(before);
  });

  it("does not touch a file that holds the content already", async () => {
    const path = join(createTemporaryFolder({ "out.graphql": "same" }), "out.graphql");
    const before = statSync(path);
    expect(await writeIfChanged(path, "same")).toBe(false);
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it("leaves no temporary file when it fails", async () => {
    const folder = createTemporaryFolder({});
    mkdirSync(join(folder, "out.graphql"));
    await expect(writeIfChanged(join(folder, "out.graphql"), "new")).rejects.toMatchObject({
      code: "EISDIR",
    });
    expect(readdirSync(folder)).toEqual(["out.graphql"]);
  });
});
