import { describe, expect, it } from "@jest/globals";
import type { CheckRequest } from "../../packages/check/check-request.ts";
import { loadCheck } from "../../packages/check/load-check.ts";
import { checkTools } from "../../scripts/check-tools.ts";
import { booksSdl, createCheckedRepository } from "./support/checked-repository.ts";
import { NO_OPTIONS } from "./support/empty-context.ts";
import type { Repository } from "./support/repository.ts";

async function load(repository: Repository, changes: Partial<CheckRequest> = {}) {
  const request = {
    folder: repository.folder,
    config: "supergraph.yaml",
    base: null,
    operations: null,
    environment: {},
    options: NO_OPTIONS,
    ...changes,
  };
  return (await loadCheck(request, checkTools)).context;
}

const unusedEnum = `${booksSdl}\nenum Unused {\n  A\n}\n`;

describe("the hints of the base", () => {
  it("are those its subgraphs composed with, as git has them", async () => {
    const repository = createCheckedRepository();
    repository.write({ "books.graphql": unusedEnum });
    repository.commit();
    repository.write({ "books.graphql": booksSdl });
    const { baseHints } = await load(repository);
    expect(baseHints).toMatchObject([{ code: "UNUSED_ENUM_TYPE" }]);
  });

  it("are those of now when no subgraph changed", async () => {
    const repository = createCheckedRepository();
    const loaded = await load(repository);
    expect(loaded.baseHints).toEqual([]);
    expect(loaded.composition).toMatchObject({ succeeded: true, hints: [] });
  });

  it.each<[string, (repository: Repository) => Partial<CheckRequest>]>([
    ["the base is a file of its own", () => ({ base: "supergraph.graphql" })],
    [
      "the base composes no more",
      (repository) => {
        repository.write({ "books.graphql": "type Query {" });
        repository.commit();
        repository.write({ "books.graphql": booksSdl });
        return {};
      },
    ],
    [
      "a subgraph of the base is introspected",
      (repository) => {
        const yaml = repository.git("show", "HEAD:supergraph.yaml");
        repository.write({
          "supergraph.yaml": yaml.replace("file: books.graphql", "subgraph_url: http://books.test"),
        });
        repository.commit();
        repository.write({ "supergraph.yaml": yaml });
        return {};
      },
    ],
    [
      "a subgraph of the base is not in git",
      (repository) => {
        repository.git("rm", "--quiet", "--cached", "books.graphql");
        repository.git("commit", "--quiet", "--message", "Gone");
        return {};
      },
    ],
    [
      "the base had no configuration of that name",
      (repository) => {
        repository.git("mv", "supergraph.yaml", "other.yaml");
        return { config: "other.yaml" };
      },
    ],
  ])("cannot be had when %s", async (_when, prepare) => {
    const repository = createCheckedRepository();
    const { base, baseHints } = await load(repository, prepare(repository));
    expect([base === null, baseHints]).toEqual([false, null]);
  });
});

describe("what the steps look at", () => {
  it("is named from the folder of supergraph.yaml, wherever the check is run", async () => {
    const repository = createCheckedRepository();
    const [folder = "", name = ""] = [repository.folder.replace(/\/[^/]+$/, ""), repository.folder.split("/").at(-1)];
    const context = await load(repository, {
      folder,
      config: `${name}/supergraph.yaml`,
    });
    expect(context).toMatchObject({
      root: repository.folder,
      operations: [{ name: "BookTitle", file: "operations/book-title.graphql" }],
      subgraphs: [{ name: "books", file: "books.graphql", sdl: booksSdl }],
    });
    expect(context.head).toEqual(context.base);
    expect(context.checkedIn).toEqual({ file: "supergraph.graphql", sdl: context.head?.supergraphSdl });
    expect(context.tools.compose([])).toBe(
      `npm run compose -- --config ${name}/supergraph.yaml --output ${name}/supergraph.graphql`,
    );
  });
});
