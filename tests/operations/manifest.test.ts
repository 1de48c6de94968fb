import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { type DocumentNode, print } from "graphql";
import * as documents from "../../operations/generated/documents.ts";
import {
  buildManifest,
  type OperationsManifest,
} from "../../packages/composition/operations-manifest/build-manifest.ts";
import { parseOperationFile } from "../../packages/server/stored-operations/operation-file.ts";
import { resolveOperations } from "../../packages/server/stored-operations/resolve-operations.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";

const command = fileURLToPath(new URL("../../scripts/operations-manifest.ts", import.meta.url));
const generator = new URL("../../scripts/generate-operations.ts", import.meta.url).href;
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const OUTPUT = "operations/generated/persisted-query-manifest.json";

function writeManifest(folder: string, args: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", tsx, command, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, errors: stderr.split("\n").filter(Boolean) };
}

/** @returns the typed documents of the operations of `folder` */
function generateDocuments(folder: string): string {
  const script = `import { generateOperationDocuments } from "${generator}"; await generateOperationDocuments();`;
  const args = ["--import", tsx, "--input-type=module", "--eval", script];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return readFileSync(join(folder, "operations/generated/documents.ts"), "utf8");
}

function createGraph(operations: Readonly<Record<string, string>>): string {
  return createTemporaryFolder({
    "supergraph.graphql": readFileSync("supergraph.graphql", "utf8"),
    ...operations,
  });
}

function build(source: string) {
  return buildManifest(resolveOperations([parseOperationFile("a.graphql", source)]).operations).operations;
}

/** With its id as @apollo/generate-persisted-query-manifest 1.4.0 gives it, Apollo Client 3.14 and graphql 16.15. */
const TRICKY = `# comment
query Tricky($a: ID! = "x", $f: Boolean!) @live {
  b: book(id: $a) { ...Z __typename @include(if: $f) ... on Book { title } x: __typename }
  __schema { types { name } }
  me { ...A }
}
fragment Z on Book { id, comments(first: 5) { nodes { body(a: {b: 1, c: [1,2]}) } } }
fragment A on User { id ... @include(if: $f) { username } }
`;
const TRICKY_ID = "6f2fc863c6136b7c8e6334a396275aea44c43d4f4c22e06af33532d89578a058";

describe("a manifest", () => {
  it("names a document by the id that Apollo's own generator gives it", () => {
    expect(build(TRICKY)[0]).toMatchObject({ id: TRICKY_ID, name: "Tricky", type: "query" });
  });

  it("holds each operation of a file with the fragments that it uses, and only those", () => {
    const source =
      "query A { me { ...F } } query B { me { ...G } } fragment F on User { id } fragment G on User { username }";
    expect(build(source)[1]?.body).toBe(
      "query B {\n  me {\n    ...G\n    __typename\n  }\n}\n\nfragment G on User {\n  username\n  __typename\n}",
    );
  });

  it("is sorted by the operations' names", () => {
    const source = ["b", "C", "a"].map((name) => `query ${name} { me }`).join();
    expect(build(source).map(({ name }) => name)).toEqual(["C", "a", "b"]);
  });
});

/** The stored operations, by path. */
function readOperations(): Record<string, string> {
  const files = readdirSync("operations").filter((file) => file.endsWith(".graphql"));
  return Object.fromEntries(files.map((file) => [`operations/${file}`, readFileSync(`operations/${file}`, "utf8")]));
}

describe("npm run operations:manifest", () => {
  it("writes the manifest of other operations beside them, and leaves the one here alone", () => {
    const folder = createGraph({ "phone/a.graphql": "query A { me { id } }", [OUTPUT]: "mine" });
    expect(writeManifest(folder, ["--operations", "phone/**/*.graphql"])).toEqual({
      status: 0,
      stdout: "Wrote phone/generated/persisted-query-manifest.json: 1 operations\n",
      errors: [],
    });
    expect(readFileSync(join(folder, OUTPUT), "utf8")).toBe("mine");
  });

  it("writes each stored operation as its typed document prints it, and only when something changed", () => {
    const folder = createGraph(readOperations());
    const sent = new Map(Object.entries(documents as Record<string, DocumentNode>));
    expect(writeManifest(folder)).toEqual({
      status: 0,
      stdout: `Wrote ${OUTPUT}: ${sent.size} operations\n`,
      errors: [],
    });
    const manifest = JSON.parse(readFileSync(join(folder, OUTPUT), "utf8")) as OperationsManifest;
    expect(manifest).toMatchObject({ format: "apollo-persisted-query-manifest", version: 1 });
    expect(manifest.operations).toHaveLength(sent.size);
    for (const { id, name, type, body } of manifest.operations) {
      expect(id).toBe(createHash("sha256").update(body).digest("hex"));
      expect(body).toMatch(new RegExp(`^${type} ${name}\\b`));
      const document = sent.get(`${name}Document`);
      expect(document && print(document)).toBe(body);
    }
    expect(writeManifest(folder).stdout).toBe(`${OUTPUT} is up to date: ${sent.size} operations\n`);
  });

  it("holds fragments of other files, as the typed documents do", async () => {
    const folder = createGraph({
      "operations/me.graphql": '#import "./parts/person.graphql"\nquery Me { me { ...Person } }',
      "operations/deep/login.graphql": 'mutation SignIn { login(username: "a", password: "b") { user { ...Person } } }',
      "operations/parts/person.graphql": "fragment Person on User { ...Name id }",
      "operations/parts/name.graphql": "fragment Name on User { username }",
    });
    expect(writeManifest(folder)).toMatchObject({ status: 0, errors: [] });
    const manifest = JSON.parse(readFileSync(join(folder, OUTPUT), "utf8")) as OperationsManifest;
    expect(manifest.operations.map(({ name }) => name)).toEqual(["Me", "SignIn"]);
    const typed = generateDocuments(folder);
    for (const { name, body } of manifest.operations) {
      expect(body).toContain("fragment Name on User");
      const [, json = ""] = new RegExp(`${name}Document = (.*) as unknown as`).exec(typed) ?? [];
      expect(print(JSON.parse(json))).toBe(body);
    }
  });

  it("reads and writes where it is told", () => {
    const folder = createTemporaryFolder({
      "graph/super.graphql": readFileSync("supergraph.graphql", "utf8"),
      "queries/me.graphql": "query Me { me { id } }",
    });
    const args = ["--supergraph", "graph/super.graphql", "--operations", "queries/*", "--output", "out/list.json"];
    expect(writeManifest(folder, args)).toMatchObject({ status: 0, errors: [] });
    expect(readFileSync(join(folder, "out/list.json"), "utf8")).toContain('"name": "Me"');
  });

  it.each<[what: string, source: string, error: string]>([
    [
      "does not fit the schema",
      "query A { me { id age } }",
      'operations/a.graphql:1:19 error OPERATION_INVALID Cannot query field "age" on type "User".',
    ],
    [
      "uses a fragment that no file has",
      "query A { me { ...Gone } }",
      "operations/a.graphql:1:16 error FRAGMENT_NOT_FOUND There is no fragment named Gone, in this file or in another. Write it, or correct the name.",
    ],
    [
      "has no name",
      "{ me { id } }",
      "operations/a.graphql:1:1 error OPERATION_WITHOUT_NAME This query has no name, by which reports and budgets would know it. Name it.",
    ],
    [
      "has another's name",
      "query B { me { id } }",
      "operations/b.graphql:1:1 error OPERATION_NAME_TAKEN There is another operation named B, in operations/a.graphql. Rename one of them.",
    ],
  ])("writes nothing when an operation %s", (_what, source, error) => {
    const folder = createGraph({
      "operations/a.graphql": source,
      "operations/b.graphql": "query B { me { ...Name } } fragment Name on User { username }",
    });
    expect(writeManifest(folder)).toEqual({ status: 1, stdout: "", errors: [error] });
    expect(existsSync(join(folder, OUTPUT))).toBe(false);
  });

  it.each<[what: string, args: readonly string[], error: string]>([
    ["no operation", [], "error operations/**/*.graphql matches no operation."],
    ["no supergraph", ["--supergraph", "other.graphql"], "error other.graphql cannot be read: no such file or folder."],
    ["an option that is none", ["--typename"], "error Unknown option '--typename'"],
  ])("says in one line that there is %s", (_what, args, error) => {
    const { status, errors } = writeManifest(createGraph({}), args);
    expect({ status, error: errors[0] }).toEqual({ status: 2, error: expect.stringContaining(error) });
  });
});
