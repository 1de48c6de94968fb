import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type ExampleOperation, loadExampleOperations } from "../../router/explorer/example-operations.ts";
import { createDataFolder } from "../support/data-folder.ts";

/** Loads a folder with these files. @returns what was found and which files could not be read */
async function load(files: Readonly<Record<string, string>>) {
  const folder = createDataFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const unreadable: string[] = [];
  const operations = await loadExampleOperations(folder, ({ file }) => unreadable.push(file.slice(folder.length + 1)));
  return { operations, unreadable };
}

async function loadOne(source: string): Promise<ExampleOperation | undefined> {
  return (await load({ "one.graphql": source })).operations[0];
}

describe("example operations", () => {
  it("are the named operations of a folder, queries first, in the order of their files", async () => {
    const { operations } = await load({
      "a.graphql": "mutation A { a }",
      "b.graphql": "query B { b } query C { c } { nameless }",
      "notes.md": "query Not { an operation }",
    });
    expect(operations.map(({ name, kind }) => [name, kind])).toEqual([
      ["B", "query"],
      ["C", "query"],
      ["A", "mutation"],
    ]);
  });

  it("keep what they need of their file, and say what its first comment says", async () => {
    const source = "# What this\n# is about.\n\n# Not this.\nquery A { ...F }\nfragment F on Query { a }\n";
    expect(await loadOne(source)).toEqual({
      name: "A",
      kind: "query",
      description: "What this is about.",
      source,
      variables: {},
    });
  });

  it("run alone: without the other operations of their file, with the fragments they use of other files", async () => {
    const { operations, unreadable } = await load({
      "a.graphql": '#import "./parts/f.graphql"\nquery A { ...F }\n',
      "b.graphql": "query B { ...Own } query C { c }\nfragment Own on Query { ...F }",
      "parts/f.graphql": "fragment F on Query { a }\nfragment Unused on Query { u }",
    });
    expect(unreadable).toEqual([]);
    expect(operations.map(({ source }) => source)).toEqual([
      '#import "./parts/f.graphql"\nquery A { ...F }\n\nfragment F on Query { a }\n',
      "query B { ...Own }\n\nfragment Own on Query { ...F }\n\nfragment F on Query { a }\n",
      "query C { c }\n",
    ]);
  });

  it("come without those whose fragments are not there, named with their line", async () => {
    const { operations, unreadable } = await load({
      "a.graphql": "query A { a }\nquery B {\n  ...F\n}",
      "c.graphql": '# import F from "../f.graphql"\nquery C { c }',
    });
    expect(operations.map(({ name }) => name)).toEqual(["A", "C"]);
    expect(unreadable).toEqual(["c.graphql:1", "a.graphql:3"]);
  });

  it("come with the variables that variables.json has for them", async () => {
    const { operations } = await load({
      "a.graphql": "query A($id: ID!) { a(id: $id) }",
      "variables.json": '{ "A": { "id": "7" } }',
    });
    expect(operations[0]?.variables).toEqual({ id: "7" });
  });

  it("come with something of the right form where it has none", async () => {
    const source =
      "query A($i: ID!, $n: Int!, $b: Boolean!, $l: [Int!]!, $o: Order!, $free: Int, $known: Int! = 3) { a }";
    expect((await loadOne(source))?.variables).toEqual({ i: "", n: 0, b: false, l: [], o: null });
  });

  it("go without the files that cannot be read", async () => {
    const { operations, unreadable } = await load({
      "a.graphql": "query A { a",
      "b.graphql": "query B { b }",
      "variables.json": "{ nonsense",
    });
    expect(operations.map(({ name }) => name)).toEqual(["B"]);
    expect(unreadable).toEqual(["variables.json", "a.graphql:1"]);
  });

  it("are none in a folder that does not exist, or is empty", async () => {
    const folder = createDataFolder();
    mkdirSync(join(folder, "empty"));
    const fail = ({ file }: { file: string }) => {
      throw new Error(file);
    };
    expect(await loadExampleOperations(join(folder, "missing"), fail)).toEqual([]);
    expect(await loadExampleOperations(join(folder, "empty"), fail)).toEqual([]);
  });
});
