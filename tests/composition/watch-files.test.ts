import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { watchFiles } from "../../packages/composition/watch-files.ts";
import { waitFor } from "../support/wait-for.ts";
import { createTemporaryFolder } from "./support/temporary-folder.ts";

const SAVES = 10;

let folder = "";
let stop: () => void = () => undefined;
let changes: string[] = [];

async function watchFolder(files: Readonly<Record<string, string>>): Promise<void> {
  folder = createTemporaryFolder(files);
  changes = [];
  stop = await watchFiles(folder, /\.graphql$/, (paths) => changes.push(...paths));
}

function seesChange(path: string): Promise<unknown> {
  return waitFor(`a change of ${path}`, () => changes.includes(path));
}

afterEach(() => stop());

describe("a watched file", () => {
  beforeEach(() => watchFolder({ "a/b/books.graphql": "0" }));

  it.each<[how: string, save: (path: string, text: string) => void]>([
    ["by writing", writeFileSync],
    [
      "by a rename, as most editors, sed -i and git do",
      (path, text) => {
        writeFileSync(`${path}.swp`, text);
        renameSync(`${path}.swp`, path);
      },
    ],
    [
      "by deleting it first",
      (path, text) => {
        unlinkSync(path);
        writeFileSync(path, text);
      },
    ],
  ])("is seen to change each time that it is saved %s", async (_how, save) => {
    for (let time = 1; time <= SAVES; time += 1) {
      changes = [];
      save(join(folder, "a/b/books.graphql"), String(time));
      await seesChange("a/b/books.graphql");
    }
    expect(new Set(changes)).toEqual(new Set(["a/b/books.graphql"]));
  });

  it("is seen when its folder takes another name, and under that name from then on", async () => {
    renameSync(join(folder, "a"), join(folder, "c"));
    await seesChange("a/b/books.graphql");
    await seesChange("c/b/books.graphql");
    changes = [];
    writeFileSync(join(folder, "c/b/books.graphql"), "again");
    await seesChange("c/b/books.graphql");
  });

  it("is seen in a folder that is new", async () => {
    mkdirSync(join(folder, "new/deep"), { recursive: true });
    writeFileSync(join(folder, "new/deep/comments.graphql"), "0");
    await seesChange("new/deep/comments.graphql");
  });

  it("is none of what is installed, made or hidden, or of another kind", async () => {
    for (const name of ["node_modules/x", "dist", "generated", ".git"]) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, "x.graphql"), "0");
    }
    writeFileSync(join(folder, "a/books.db"), "0");
    writeFileSync(join(folder, "last.graphql"), "0");
    await seesChange("last.graphql");
    expect(changes).toEqual(["last.graphql"]);
  });
});

describe("a watched link", () => {
  it("is seen to lead to another file", async () => {
    await watchFolder({ "one.graphql": "1", "two.graphql": "2" });
    symlinkSync("one.graphql", join(folder, "books.graphql"));
    await seesChange("books.graphql");
    for (const target of ["two", "one", "two"]) {
      changes = [];
      symlinkSync(`${target}.graphql`, join(folder, "next"));
      renameSync(join(folder, "next"), join(folder, "books.graphql"));
      await seesChange("books.graphql");
    }
  });

  it("is seen to lead through another folder, as Kubernetes swaps a ConfigMap", async () => {
    folder = createTemporaryFolder({ "..v0/books.graphql": "0" });
    symlinkSync("..v0", join(folder, "..data"));
    symlinkSync("..data/books.graphql", join(folder, "books.graphql"));
    changes = [];
    stop = await watchFiles(folder, /\.graphql$/, (paths) => changes.push(...paths));
    for (let version = 1; version <= 3; version += 1) {
      changes = [];
      mkdirSync(join(folder, `..v${version}`));
      writeFileSync(join(folder, `..v${version}/books.graphql`), String(version));
      symlinkSync(`..v${version}`, join(folder, "..next"));
      renameSync(join(folder, "..next"), join(folder, "..data"));
      rmSync(join(folder, `..v${version - 1}`), { recursive: true });
      await waitFor("a change", () => changes.length > 0);
    }
  });
});
