import { describe, expect, it } from "@jest/globals";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@authenticated", "@composeDirective"])
  @link(url: "https://specs.example.com/house/v1.0", import: ["@kept"])
  @composeDirective(name: "@kept")
directive @kept on FIELD_DEFINITION
directive @mine(a: Int) repeatable on OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | INTERFACE | UNION
directive @oneOf on INPUT_OBJECT
`;

function listHints(sdl: string): string[] {
  const result = composeSupergraph([
    { name: "a", routingUrl: "http://a", sdl: LINK + sdl, file: "a.graphql" },
    {
      name: "b",
      routingUrl: "http://b",
      sdl: "type Query { other(i: Shared): Int } input Shared { a: Int b: Int }",
      file: "b.graphql",
    },
  ]);
  if (!result.succeeded) throw new Error(JSON.stringify(result.errors));
  return result.hints
    .filter(({ code }) => code === "DIRECTIVE_NOT_COMPOSED")
    .map(({ severity, message, places }) => `${severity} ${places[0]?.file}:${places[0]?.line} ${message}`);
}

const lost = (name: string, where: string) =>
  expect.stringMatching(
    new RegExp(`^warning a\\.graphql:\\d+ @${name} is lost in the supergraph: composition drops it from ${where}\\.$`),
  );

describe("a directive that composition drops is reported where it stands on", () => {
  it.each([
    [
      "an input that another subgraph does not mark, of which one field is to be given",
      "type Query { a(i: Shared): Int } input Shared @oneOf { a: Int b: Int }",
      "oneOf",
      "Shared",
    ],
    ["a type", "type Query { a: A } type A @mine { x: Int }", "mine", "A"],
    ["a field", "type Query { a: Int @mine }", "mine", "Query\\.a"],
    ["an argument", "type Query { a(x: Int @mine): Int }", "mine", "Query\\.a\\(x:\\)"],
    ["a scalar", "type Query { a: S } scalar S @mine", "mine", "S"],
    ["an enum and its value", "type Query { a: E } enum E @mine { X @mine }", "mine", "E, E\\.X"],
    ["an input's field", "type Query { a(i: In): Int } input In { x: Int @mine }", "mine", "In\\.x"],
    ["an interface", "type Query { a: I } interface I @mine { x: Int } type A implements I { x: Int }", "mine", "I"],
    ["a union", "type Query { a: U } union U @mine = A type A { x: Int }", "mine", "U"],
    ["an extension", "type Query { a: A } type A { x: Int } extend type A @mine", "mine", "A"],
    ["a field, several times", "type Query { a: Int @mine(a: 1) @mine(a: 2) }", "mine", "Query\\.a"],
    [
      "many things",
      "type Query { a: Int @mine b: Int @mine c: Int @mine d: Int @mine e: Int @mine f: Int @mine g: Int @mine }",
      "mine",
      "Query\\.a, Query\\.b, Query\\.c, Query\\.d, Query\\.e and 2 more",
    ],
  ])("%s", (_what, sdl, name, where) => {
    expect(listHints(sdl)).toEqual([lost(name, where)]);
  });

  it("and nothing is said of those that are kept", () => {
    const sdl = `type Query { a(x: Int @deprecated(reason: "old")): A @kept s: S @tag(name: "t") old: Int @deprecated }
      type A @key(fields: "id") @authenticated { id: ID } scalar S @specifiedBy(url: "https://s.test")`;
    expect(listHints(sdl)).toEqual([]);
  });
});
