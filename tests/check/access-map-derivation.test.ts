import { describe, expect, it } from "@jest/globals";
import { formatAccessMap } from "../../packages/check/access-map/access-file.ts";
import { deriveAccessMap } from "../../packages/check/access-map/derive-access-map.ts";
import { composeGraph, type TestSubgraphs } from "./check-context.ts";

/** The map as `access.json` would have it. */
function derive(subgraphs: TestSubgraphs): Record<string, unknown> {
  return JSON.parse(formatAccessMap(deriveAccessMap(composeGraph(subgraphs))));
}

function deriveOne(coordinate: string, sdl: string): unknown {
  return derive({ only: sdl })[coordinate];
}

const ANY_TOKEN = "authenticated";
const ONE_SCOPE = '@requiresScopes(scopes: [["a"]])';

it("The map has every field of the API schema and nothing else", () => {
  expect(
    derive({
      one: `
        type Query { book: Book hidden: String @inaccessible }
        type Mutation { add(title: Title): Book @authenticated }
        interface Named { name: String }
        type Book implements Named @key(fields: "id") { id: ID! name: String }
        type Ghost @inaccessible { name: String }
        union Any = Book
        input Title { text: String }
        enum Level { HIGH }
      `,
      two: `type Book @key(fields: "id") { id: ID! pages: Int ${ONE_SCOPE} }`,
    }),
  ).toEqual({
    "Book.id": "public",
    "Book.name": "public",
    "Book.pages": [{ scopes: ["a"] }],
    "Mutation.add": "authenticated",
    "Named.name": "public",
    "Query.book": "public",
  });
});

describe("Who may see a field", () => {
  it.each([
    ["everybody, when nothing says otherwise", "a: String", "public"],
    ["whoever has a token", "a: String @authenticated", ANY_TOKEN],
    ["whoever has a scope", `a: String ${ONE_SCOPE}`, [{ scopes: ["a"] }]],
    ["whoever has a scope, which takes a token anyway", `a: String @authenticated ${ONE_SCOPE}`, [{ scopes: ["a"] }]],
    ["whoever has all of several scopes", 'a: String @requiresScopes(scopes: [["b", "a"]])', [{ scopes: ["a", "b"] }]],
    [
      "whoever has one of several scopes",
      'a: String @requiresScopes(scopes: [["b"], ["a"]])',
      [{ scopes: ["a"] }, { scopes: ["b"] }],
    ],
    [
      "whoever has the lesser of two lists of scopes",
      'a: String @requiresScopes(scopes: [["a", "b"], ["b"]])',
      [{ scopes: ["b"] }],
    ],
    [
      "whoever has a token, when an empty list of scopes is enough",
      "a: String @requiresScopes(scopes: [[]])",
      ANY_TOKEN,
    ],
    ["whoever meets a policy", 'a: String @policy(policies: [["p"]])', [{ policies: ["p"] }]],
    [
      "whoever has a scope and meets one of two policies",
      `a: String ${ONE_SCOPE} @policy(policies: [["q"], ["p"]])`,
      [
        { scopes: ["a"], policies: ["p"] },
        { scopes: ["a"], policies: ["q"] },
      ],
    ],
  ])("is %s", (_who, field, access) => {
    expect(deriveOne("Query.a", `type Query { ${field} }`)).toEqual(access);
  });

  it.each([
    ["the type that has the field", `type Query { thing: Thing } type Thing ${ONE_SCOPE} { id: ID }`, "Thing.id"],
    ["an object it returns", `type Query { a: [Thing!]! } type Thing ${ONE_SCOPE} { id: ID }`, "Query.a"],
    ["a scalar it returns", `type Query { a: Date } scalar Date ${ONE_SCOPE}`, "Query.a"],
    ["an enum it returns", `type Query { a: Level! } enum Level ${ONE_SCOPE} { HIGH }`, "Query.a"],
  ])("is a matter of %s, too", (_what, sdl, coordinate) => {
    expect(deriveOne(coordinate, sdl)).toEqual([{ scopes: ["a"] }]);
  });

  it("takes what the field, its type and what it returns ask for together", () => {
    const sdl = `
      type Query { thing: Thing }
      type Thing @requiresScopes(scopes: [["of type"], ["both"]]) {
        date: Date @requiresScopes(scopes: [["of field", "both"]])
      }
      scalar Date @policy(policies: [["p"]])
    `;
    expect(deriveOne("Thing.date", sdl)).toEqual([{ scopes: ["both", "of field"], policies: ["p"] }]);
  });

  it("takes what all subgraphs ask for together", () => {
    const map = derive({
      one: "type Query { a: String @shareable @authenticated }",
      two: `type Query { a: String @shareable ${ONE_SCOPE} }`,
    });
    expect(map).toEqual({ "Query.a": [{ scopes: ["a"] }] });
  });
});

describe("Who may see a field of an interface", () => {
  const PETS = `
    type Query { pet: Pet }
    interface Pet { id: ID name: String }
    type Dog implements Pet { id: ID name: String }
    type Cat implements Pet { id: ID name: String @authenticated }
  `;

  it("is who may see it on every type that implements it", () => {
    expect(derive({ only: PETS })).toMatchObject({
      "Pet.id": "public",
      "Pet.name": "authenticated",
      "Dog.name": "public",
      "Cat.name": "authenticated",
    });
  });

  it("is who may see all of those types", () => {
    const map = derive({ only: `${PETS} type Owl implements Pet ${ONE_SCOPE} { id: ID name: String }` });
    expect(map).toMatchObject({
      "Pet.id": [{ scopes: ["a"] }],
      "Pet.name": [{ scopes: ["a"] }],
      "Dog.id": "public",
      "Query.pet": "public",
    });
  });

  it.each([
    ["an interface", "interface Pet { id: ID }", "implements Pet"],
    ["a union", "union Pet = Dog | Cat", ""],
  ])("who may see one of its types may have %s", (_what, pet, implementing) => {
    const sdl = `
      type Query { pet: Pet }
      ${pet}
      type Dog ${implementing} @requiresScopes(scopes: [["dogs"]]) { id: ID }
      type Cat ${implementing} @policy(policies: [["cats"]]) { id: ID }
    `;
    expect(deriveOne("Query.pet", sdl)).toEqual([{ scopes: ["dogs"] }, { policies: ["cats"] }]);
  });
});

it("A map nobody could review is refused, by the name of the field", () => {
  const product = (name: string) => JSON.stringify(Array.from({ length: 40 }, (_, index) => [`${name}${index}`]));
  const sdl = `
    type Query { thing: Thing }
    type Thing @requiresScopes(scopes: ${product("a")}) { id: ID @requiresScopes(scopes: ${product("b")}) }
  `;
  expect(() => derive({ only: sdl })).toThrow("Thing.id: More than 1000 combinations");
});
