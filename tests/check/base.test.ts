import { describe, expect, it } from "@jest/globals";
import { loadDefaultBase, loadRequestedBase } from "../../packages/check/base/load-base.ts";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { librarySdl } from "./support/library-graph.ts";
import { cloneRepository, createRepository, type Repository } from "./support/repository.ts";

function compose(url: string): string {
  const subgraphs = Object.entries(librarySdl).map(([name, sdl]) => ({
    name,
    sdl,
    file: name,
    routingUrl: url,
  }));
  const result = composeSupergraph(subgraphs);
  if (!result.succeeded) throw new Error("The library graph does not compose.");
  return result.supergraphSdl;
}

const oldSdl = compose("http://old.test");
const newSdl = compose("http://new.test");

/** `main` has the old supergraph; the branch `feature`, which is checked out, has the new one. */
function createBranched(): { repository: Repository; main: string } {
  const repository = createRepository({ "supergraph.graphql": oldSdl });
  const main = repository.commit();
  repository.git("switch", "--quiet", "--create", "feature");
  repository.write({ "supergraph.graphql": newSdl });
  repository.commit();
  return { repository, main };
}

/** A shallow clone of the branch `feature` from a repository that is on `main` itself. */
function cloneShallow(): Repository {
  const { repository } = createBranched();
  repository.git("switch", "--quiet", "main");
  return cloneRepository(repository, "--depth", "1", "--branch", "feature");
}

describe("the default base", () => {
  it("is the supergraph where the branch left main, whatever main did since", async () => {
    const { repository, main } = createBranched();
    repository.git("switch", "--quiet", "main");
    repository.write({ "supergraph.graphql": "moved on" });
    repository.commit();
    repository.git("switch", "--quiet", "feature");
    expect(await loadDefaultBase(repository.folder, "supergraph.yaml")).toMatchObject({
      graph: { supergraphSdl: oldSdl },
      description: `supergraph.graphql at ${main}, the merge base with main`,
    });
  });

  it("is what the subgraphs of that commit compose to, where it has no supergraph", async () => {
    const entries = Object.keys(librarySdl).map(
      (name) => `  ${name}: { routing_url: http://${name}.test, schema: { file: ${name}.graphql } }\n`,
    );
    const repository = createRepository({
      "supergraph.yaml": `subgraphs:\n${entries.join("")}`,
      ...Object.fromEntries(Object.entries(librarySdl).map(([name, sdl]) => [`${name}.graphql`, sdl])),
    });
    const head = repository.commit();
    repository.write({ "books.graphql": "type Query { none: Int }" });
    const base = await loadDefaultBase(repository.folder, "supergraph.yaml");
    expect(base).toMatchObject({ description: `the subgraphs at ${head}, which is HEAD` });
    expect(base.graph?.supergraphSdl).toContain("type Book");
    const requested = await loadRequestedBase(repository.folder, head, repository.folder, "supergraph.yaml");
    expect(requested.graph?.supergraphSdl).toBe(base.graph?.supergraphSdl);
  });

  it("is that of HEAD on main itself, not what lies in the working folder", async () => {
    const repository = createRepository({ "supergraph.graphql": oldSdl });
    const head = repository.commit();
    repository.write({ "supergraph.graphql": newSdl });
    expect(await loadDefaultBase(repository.folder, "supergraph.yaml")).toMatchObject({
      graph: { supergraphSdl: oldSdl },
      description: `supergraph.graphql at ${head}, which is HEAD`,
    });
  });

  it("follows origin's default branch, whatever its name", async () => {
    const origin = createRepository({ "supergraph.graphql": oldSdl });
    const trunk = origin.commit();
    origin.git("branch", "--move", "trunk");
    const clone = cloneRepository(origin);
    clone.git("switch", "--quiet", "--create", "main");
    clone.write({ "supergraph.graphql": newSdl });
    clone.commit();
    expect(await loadDefaultBase(clone.folder, "supergraph.yaml")).toMatchObject({
      graph: { supergraphSdl: oldSdl },
      description: `supergraph.graphql at ${trunk}, the merge base with origin/trunk`,
    });
  });

  it("is found at master where there is no main", async () => {
    const { repository } = createBranched();
    repository.git("branch", "--move", "main", "master");
    expect(await loadDefaultBase(repository.folder, "supergraph.yaml")).toMatchObject({
      description: expect.stringMatching(/the merge base with master$/),
    });
  });

  it("is found beside the configuration, in a folder of the repository", async () => {
    const repository = createRepository({
      "graphs/a/supergraph.graphql": oldSdl,
      "supergraph.graphql": newSdl,
    });
    repository.commit();
    expect(await loadDefaultBase(`${repository.folder}/graphs/a`, "supergraph.yaml")).toMatchObject({
      graph: { supergraphSdl: oldSdl },
    });
  });
});

describe("without a default base", () => {
  it.each<[string, () => string, RegExp]>([
    ["outside of a repository", () => createTemporaryFolder({}), /^there is no git history \(.*not a git repository/],
    ["before the first commit", () => createRepository({ a: "" }).folder, /^the repository has no commit yet$/],
    [
      "in the commit that brings the first supergraph",
      () => {
        const repository = createRepository({ a: "" });
        repository.commit();
        repository.write({ "supergraph.graphql": oldSdl });
        return repository.folder;
      },
      /^there is no supergraph\.graphql at [0-9a-f]{7}, which is HEAD$/,
    ],
    [
      "in a shallow clone of a branch",
      () => cloneShallow().folder,
      /^no origin\/HEAD, main or master is known; this is a shallow clone: fetch the history/,
    ],
    [
      "in a clone that is too shallow to show where the branch left main",
      () => {
        const clone = cloneShallow();
        clone.git("fetch", "--quiet", "--depth", "1", "origin", "main:refs/remotes/origin/main");
        return clone.folder;
      },
      /^HEAD and origin\/main share no known commit; this is a shallow clone/,
    ],
    [
      "when no branch is the default one",
      () => {
        const { repository } = createBranched();
        repository.git("branch", "--move", "main", "elsewhere");
        return repository.folder;
      },
      /^no origin\/HEAD, main or master is known$/,
    ],
    [
      "when the file there is no supergraph",
      () => {
        const repository = createRepository({ "supergraph.graphql": "type Query { a: Int }" });
        repository.commit();
        return repository.folder;
      },
      /^supergraph\.graphql at [0-9a-f]{7}, which is HEAD is no supergraph: /,
    ],
  ])("%s, says why", async (_where, createFolder, reason) => {
    expect(await loadDefaultBase(createFolder(), "supergraph.yaml")).toEqual({
      graph: null,
      reason: expect.stringMatching(reason),
    });
  });
});

describe("a base that is asked for", () => {
  it("is a git ref: a branch, a tag, or a commit relative to HEAD", async () => {
    const { repository, main } = createBranched();
    repository.git("tag", "v1", "main");
    for (const ref of ["main", "v1", "HEAD~1", main]) {
      expect(await loadRequestedBase(repository.folder, ref, repository.folder, "supergraph.yaml")).toMatchObject({
        graph: { supergraphSdl: oldSdl },
        description: `supergraph.graphql at ${ref} (${main})`,
      });
    }
  });

  it("is a file before it is a ref of that name, relative to where the command runs", async () => {
    const { repository } = createBranched();
    repository.write({ "elsewhere/main": newSdl });
    const base = await loadRequestedBase(
      repository.folder,
      "main",
      `${repository.folder}/elsewhere`,
      "supergraph.yaml",
    );
    expect(base).toEqual({ graph: { supergraphSdl: newSdl }, description: "main", commit: null });
  });

  it.each([
    ["a name nobody knows", "nowhere", /^--base nowhere is neither a file nor a git ref \(.+\)\.$/],
    ["an option of git", "--all", /^--base --all is neither a file nor a git ref/],
    ["a ref without a supergraph", "empty", /^--base: there is no supergraph\.graphql at empty \([0-9a-f]{7}\)$/],
    ["a file that is no supergraph", "README.md", /^--base: README\.md is no supergraph: /],
    ["a folder", "folder", /^--base folder is neither a file nor a git ref/],
  ])("is refused when it is %s", async (_what, requested, message) => {
    const repository = createRepository({ "README.md": "Hello.", "folder/a": "" });
    repository.commit();
    repository.git("tag", "empty");
    await expect(
      loadRequestedBase(repository.folder, requested, repository.folder, "supergraph.yaml"),
    ).rejects.toMatchObject({
      name: "StartupError",
      message: expect.stringMatching(message),
    });
  });
});
