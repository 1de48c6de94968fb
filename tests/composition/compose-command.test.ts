import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { booksSdl, commentsSdl, federationLink } from "./support/schemas.ts";
import { createTemporaryFolder } from "./support/temporary-folder.ts";

const command = fileURLToPath(new URL("../../scripts/check.ts", import.meta.url));
// By URL, because Node looks for --import in the working folder, which is a temporary one here.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

const files = {
  "supergraph.yaml": `federation_version: 2
subgraphs:
  comments:
    routing_url: http://127.0.0.1:4003/graphql
    schema: { file: ./subgraphs/comments/schema.graphql }
  books:
    routing_url: http://127.0.0.1:\${env.TEST_BOOKS_PORT:-4002}/graphql
    schema: { file: ./subgraphs/books/schema.graphql }
`,
  "subgraphs/books/schema.graphql": booksSdl,
  "subgraphs/comments/schema.graphql": commentsSdl,
};

function runCompose(folder: string, args: readonly string[] = [], environment = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", tsx, command, "compose", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: environment,
  });
  return { status, stdout, errors: stderr.split("\n").filter(Boolean) };
}

describe("the compose command", () => {
  it("writes supergraph.graphql from supergraph.yaml, then only when something changed", () => {
    const folder = createTemporaryFolder(files);
    expect(runCompose(folder)).toEqual({ status: 0, stdout: "Wrote supergraph.graphql\n", errors: [] });
    const path = join(folder, "supergraph.graphql");
    expect(readFileSync(path, "utf8")).toContain('url: "http://127.0.0.1:4002/graphql"');

    const { mtimeMs } = statSync(path);
    expect(runCompose(folder)).toEqual({
      status: 0,
      stdout: "supergraph.graphql is up to date\n",
      errors: [],
    });
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(folder).sort()).toEqual(["subgraphs", "supergraph.graphql", "supergraph.yaml"]);
  });

  it("reads and writes where it is told, with the environment's variables", () => {
    const { "supergraph.yaml": yaml, ...schemas } = files;
    const folder = createTemporaryFolder({
      "graph/other.yaml": yaml.replaceAll("./sub", "../sub"),
      ...schemas,
    });
    const args = ["--config", "graph/other.yaml", "--output", "graph/out.graphql"];
    const { status, stdout } = runCompose(folder, args, { TEST_BOOKS_PORT: "5002" });
    expect([status, stdout]).toEqual([0, "Wrote graph/out.graphql\n"]);
    expect(readFileSync(join(folder, "graph/out.graphql"), "utf8")).toContain('url: "http://127.0.0.1:5002/graphql"');
  });

  it("writes beside the configuration that it is told, and leaves the supergraph here alone", () => {
    const folder = createTemporaryFolder({ ...files, "supergraph.graphql": "mine" });
    const { "supergraph.yaml": yaml, ...schemas } = files;
    const other = createTemporaryFolder({ "supergraph.yaml": yaml, ...schemas });
    const written = join(other, "supergraph.graphql");
    expect(runCompose(folder, ["--config", join(other, "supergraph.yaml")])).toEqual({
      status: 0,
      stdout: `Wrote ${written}\n`,
      errors: [],
    });
    expect(readFileSync(written, "utf8")).toContain("join__Graph");
    expect(readFileSync(join(folder, "supergraph.graphql"), "utf8")).toBe("mine");
  });

  it("prints every composition error on a line of its own, and leaves the old supergraph", () => {
    const folder = createTemporaryFolder({
      ...files,
      "supergraph.graphql": "old",
      "subgraphs/books/schema.graphql": `${federationLink}type Query {\n  books: Nope\n}\n`,
      "subgraphs/comments/schema.graphql": `${federationLink}type Query { comments: Int @nope }\n`,
    });
    expect(runCompose(folder)).toEqual({
      status: 1,
      stdout: "",
      errors: [
        "subgraphs/books/schema.graphql:3:10 error INVALID_GRAPHQL [books] Unknown type Nope",
        'subgraphs/comments/schema.graphql:2:28 error INVALID_GRAPHQL [comments] Unknown directive "@nope".',
      ],
    });
    expect(readFileSync(join(folder, "supergraph.graphql"), "utf8")).toBe("old");
  });

  it("prints hints as warnings and still succeeds", () => {
    const folder = createTemporaryFolder(files);
    writeFileSync(join(folder, "subgraphs/books/schema.graphql"), `${booksSdl}enum Unused { A }\n`);
    const { status, stdout, errors } = runCompose(folder);
    expect([status, stdout]).toEqual([0, "Wrote supergraph.graphql\n"]);
    expect(errors).toEqual([
      expect.stringMatching(
        /^subgraphs\/books\/schema\.graphql:6:1 warning UNUSED_ENUM_TYPE \[books\] Enum type "Unused"/,
      ),
    ]);
  });

  it.each([
    ["an unknown option", ["--nope"], /^error Unknown option '--nope': see npm run check -- --help$/],
    ["an option without its value", ["--output"], /^error .*--output.*: see npm run check -- --help$/],
    [
      "a stray argument",
      ["supergraph.yaml"],
      /^error Unexpected argument 'supergraph\.yaml'.*: see npm run check -- --help$/,
    ],
    [
      "a configuration that is not there",
      ["--config", "none.yaml"],
      /^none\.yaml error INVALID_SUPERGRAPH_CONFIG .*no such file/,
    ],
    [
      "a configuration that is wrong",
      ["--config", "bad.yaml"],
      /^bad\.yaml:2:3 error INVALID_SUPERGRAPH_CONFIG subgraphs\.a must be a mapping/,
    ],
    [
      "a subgraph that cannot be reached",
      ["--config", "absent.yaml"],
      /^absent\.yaml:3:5 error SUBGRAPH_NOT_LOADED .*"a".*\/graphql/,
    ],
    [
      "an output folder that is not there",
      ["--output", "none/out.graphql"],
      /^error none\/out\.graphql cannot be written: no such file or folder\.$/,
    ],
  ])("exits with 2 and one line for %s", (_what, args, message) => {
    const folder = createTemporaryFolder({
      ...files,
      "supergraph.graphql": "old",
      "bad.yaml": "subgraphs:\n  a: 1\n",
      // Nobody may listen on the reserved port 1, so the connection is refused at once.
      "absent.yaml": "subgraphs:\n  a:\n    schema: { subgraph_url: 'http://127.0.0.1:1/graphql' }\n",
    });
    const { status, stdout, errors } = runCompose(folder, args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(errors).toEqual([expect.stringMatching(message)]);
    expect(readFileSync(join(folder, "supergraph.graphql"), "utf8")).toBe("old");
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});
