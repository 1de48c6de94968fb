import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { buildSchema } from "graphql";
import { complete } from "./complete.ts";
import { drawData } from "./random-data.ts";
import { CONDITIONS, drawOperation } from "./random-operation.ts";
import { createReference } from "./reference-completion.ts";
import { buildSampleSchema } from "./sample-schema.ts";
import { buildOptions, buildState, writeInEveryWay } from "./write-in-every-way.ts";

type Path = readonly (string | number)[];

const schema = buildSchema(`
  type Query { book: Book  books: [Book]  title: String }
  type Book { id: ID!  author: Author  pages: Int }
  type Author { name: String! }`);

describe("A value that is missing", () => {
  const query = "{ books { id author { name } pages } title }";
  const author = { name: "a" };
  const books = [
    { id: "1", author: { name: null } },
    { id: "2", author, pages: 2 },
  ];
  const allPaths: Path[] = [["books", 0, "author", "name"], ["books", 0, "pages"], ["title"]];
  const [name, pages, title] = allPaths as [Path, Path, Path];

  it.each<[known: string, known: Path | undefined, paths: Path[]]>([
    ["elsewhere", ["books", 1, "pages"], allPaths],
    ["beside it", ["books", 0, "id"], allPaths],
    ["at its place", pages, [name, title]],
    ["above it", ["books", 0], [title]],
    ["of its list", ["books"], [title]],
    ["below it", ["title", "deeper"], [name, pages]],
    ["of no place", undefined, []],
    ["of everything", [], []],
  ])("has no second error when one is known %s", (_known, path, paths) => {
    const error = { message: "It failed.", ...(path === undefined ? {} : { path }) };
    const completion = complete(schema, query, { books }, { errors: [error] });
    expect(completion.paths).toEqual(paths);
    expect(completion.text).toBe(complete(schema, query, { books }).text);
  });

  it("has no error in an object that is explained, but has one in the objects it holds", () => {
    const explained = new Set<object>(books.slice(0, 1));
    expect(complete(schema, query, { books }, { explained }).paths).toEqual([name, title]);
  });

  it("may be the type of an object that is explained", () => {
    const sample = buildSampleSchema();
    const node = { id: "1" };
    const { text, paths } = complete(sample, "{ node { __typename } }", { node }, { explained: new Set([node]) });
    expect({ text, paths }).toEqual({ text: '{"node":null}', paths: [] });
  });

  it("has an error of its own a hundred times, and not more", () => {
    const many = { books: Array.from({ length: 5_000 }, () => ({ id: "1" })) };
    const { text, paths } = complete(schema, "{ books { id pages } }", many);
    expect(paths).toHaveLength(100);
    expect(JSON.parse(text).books).toHaveLength(5_000);
  });
});

it("reports what graphql-js does but for what known errors explain, on random data", () => {
  const sample = buildSampleSchema();
  const completeByReference = createReference(buildSampleSchema());
  fc.assert(
    fc.property(fc.gen(), (generate) => {
      const draw = (maximum: number) => generate(fc.nat, maximum);
      const document = drawOperation(draw, sample);
      const data = drawData({ draw, schema: sample, document, faults: 100 });
      const reference = completeByReference(document, CONDITIONS, data);
      const known = reference.paths.flatMap((path) => (draw(3) === 0 ? [path.slice(0, 1 + draw(path.length))] : []));
      const state = buildState(data, { errors: known.map((path) => ({ message: "known", path })) });
      const { interpreted } = writeInEveryWay(buildOptions(sample, document, CONDITIONS), data, state);
      const expected = reference.paths.filter((path) => !known.some((other) => isBeside(path, other)));
      expect(interpreted.text).toBe(reference.text);
      expect(interpreted.errors.map(({ path }) => path)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

/** Whether one path leads to the other. */
function isBeside(one: Path, other: Path): boolean {
  return one.every((key, index) => index >= other.length || key === other[index]);
}
