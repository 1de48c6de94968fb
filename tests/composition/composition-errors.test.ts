import { describe, expect, it } from "@jest/globals";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import type { Problem } from "../../packages/composition/problem.ts";
import { buildSchema, federationLink } from "./support/schemas.ts";

type Sdl = Readonly<Record<string, string>>;

function findErrors(schemas: Sdl): readonly Problem[] {
  const result = composeSupergraph(Object.entries(schemas).map(([name, sdl]) => buildSchema(name, sdl)));
  return result.succeeded ? [] : result.errors;
}

function summarize({ code, places }: Problem) {
  return [code, ...places.map(({ subgraph, file, line, column }) => `${subgraph} ${file}:${line}:${column}`)];
}

const link = federationLink;

describe("composition errors", () => {
  it.each<[string, Sdl, string[]]>([
    ["a syntax error", { a: "type Query {\n  a Int\n}" }, ["INVALID_GRAPHQL", "a a.graphql:2:5"]],
    ["an empty schema", { a: "" }, ["INVALID_GRAPHQL", "a a.graphql:1:1"]],
    ["an unknown type", { a: `${link}type Query {\n  a: Nope\n}` }, ["INVALID_GRAPHQL", "a a.graphql:3:6"]],
    ["an unknown directive", { a: `${link}type Query { a: Int @nope }` }, ["INVALID_GRAPHQL", "a a.graphql:2:21"]],
    [
      "a type defined twice",
      { a: `${link}type Query { a: Int }\ntype Query { b: Int }` },
      ["INVALID_GRAPHQL", "a a.graphql:2:1", "a a.graphql:3:1"],
    ],
    [
      "a key of a field that is not there",
      { a: `${link}type Query { a: T }\ntype T @key(fields: "x") { id: ID! }` },
      ["KEY_INVALID_FIELDS", "a a.graphql:3:8", "a a.graphql:3:1"],
    ],
    [
      "a newer federation than ours",
      { a: 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.999")\ntype Query { a: Int }' },
      ["UNKNOWN_FEDERATION_LINK_VERSION", "a a.graphql:1:15"],
    ],
    [
      "types that do not agree",
      {
        a: `${link}type Query { t: T }\ntype T @shareable { x: Int }`,
        b: `${link}type T @shareable {\n  "With a description."\n  # and a comment\n  x: String\n}`,
      },
      ["FIELD_TYPE_MISMATCH", "a a.graphql:3:21", "b b.graphql:5:3"],
    ],
    [
      "a field two subgraphs resolve",
      { a: `${link}type Query { t: T }\ntype T { x: Int }`, b: `${link}type T { x: Int }` },
      ["INVALID_FIELD_SHARING", "a a.graphql:3:10", "b b.graphql:2:10"],
    ],
    [
      "a protected field required by an open one",
      {
        a: `${link}type Query { t: T }\ntype T @key(fields: "id") { id: ID! s: Int @authenticated }`,
        b: `${link}type T @key(fields: "id") { id: ID! s: Int @external\n  r: Int @requires(fields: "s") }`,
      },
      ["MISSING_TRANSITIVE_AUTH_REQUIREMENTS", "b b.graphql:3:3"],
    ],
    [
      "an API that refers to a hidden type",
      { a: `${link}type Query { t: T }\ntype T @inaccessible { x: Int }` },
      ["REFERENCED_INACCESSIBLE", "a a.graphql:3:1", "a a.graphql:2:14"],
    ],
    [
      "a reserved subgraph name",
      { _: `${link}type Query { a: Int }` },
      ["INVALID_SUBGRAPH_NAME", "_ _.graphql:null:null"],
    ],
    ["no query at all", { a: `${link}type T @key(fields: "id") { id: ID! }` }, ["NO_QUERIES"]],
  ])("place %s", (_what, schemas, expected) => {
    expect(findErrors(schemas).map(summarize)).toEqual([expected]);
  });

  it("place each unreachable field at its definition", () => {
    const errors = findErrors({
      a: `${link}type Query { t: T }\ntype T @key(fields: "id") { id: ID! }`,
      b: `${link}type T @key(fields: "other") {\n  other: ID!\n  y: Int\n}`,
    });
    expect(errors.map(summarize)).toEqual([
      ["SATISFIABILITY_ERROR", "b b.graphql:3:3"],
      ["SATISFIABILITY_ERROR", "b b.graphql:4:3"],
    ]);
  });

  it("name the subgraph in the record and not again in the message", () => {
    const [error] = findErrors({ a: `${link}type Query { a: Nope }` });
    expect(error).toMatchObject({ severity: "error", message: "Unknown type Nope", mend: null });
  });

  it("cover every subgraph with a syntax error, and nothing else", () => {
    const errors = findErrors({ a: "type Query {", b: "type T { x: Nope }", c: "?" });
    expect(errors.map(summarize)).toEqual([
      ["INVALID_GRAPHQL", "a a.graphql:1:13"],
      ["INVALID_GRAPHQL", "c c.graphql:1:1"],
    ]);
  });

  it("cover every invalid subgraph", () => {
    const errors = findErrors({ a: `${link}type Query { a: Nope }`, b: `${link}type T { x: Int @nope }` });
    expect(errors.map(({ places }) => places[0]?.subgraph)).toEqual(["a", "b"]);
  });
});
