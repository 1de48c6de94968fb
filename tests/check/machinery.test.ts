import { describe, expect, it } from "@jest/globals";
import { lintUnlinked, listFindings } from "./schema-lint-context.ts";

/** What libraries of other languages print in a subgraph's SDL. */
const MACHINERY = `
scalar _Any
scalar FieldSet
scalar _FieldSet
scalar federation__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
union _Entity = A
type _Service { sdl: String }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @key(fields: federation__FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @federation__shareable on OBJECT | FIELD_DEFINITION
`;
const LINK = '@link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "FieldSet"])';
const A = '"A." type A @key(fields: "id") { "B." id: ID! }';

describe("federation's own machinery", () => {
  it.each([
    ["beside a link", `extend schema ${LINK}\n${MACHINERY}${A}`],
    ["of a schema without a link", `${MACHINERY.replaceAll(/^.*(?:link|federation__|FieldSet).*$/gm, "")}${A}`],
    [
      "under a prefix of one's own",
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", as: "fed")
scalar fed__FieldSet directive @fed__key(fields: fed__FieldSet!) on OBJECT
"A." type A @fed__key(fields: "id") { "B." id: ID! }`,
    ],
    [
      "in the root type",
      `extend schema ${LINK}\n${MACHINERY}${A}
extend type Query { _entities(representations: [_Any!]!): [_Entity]! _service: _Service! }`,
    ],
  ])("has no findings: %s", async (_where, sdl) => {
    expect(listFindings(await lintUnlinked({ a: sdl }))).toEqual([]);
  });

  it("leaves the places of everything else, also beside it on a line", async () => {
    const sdl = `extend schema ${LINK}
scalar _Any type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]!
  list: [Int] }
type _Service { sdl: String } ${A} union _Entity = A type B { a: Int }`;
    expect(listFindings(await lintUnlinked({ a: sdl }))).toEqual([
      "a.graphql:3:3 error supergraph/require-access-rule",
      "a.graphql:3:3 error supergraph/bounded-list",
      "a.graphql:3:3 error @graphql-eslint/require-description",
      "a.graphql:4:102 error @graphql-eslint/require-description",
      "a.graphql:4:106 error @graphql-eslint/require-description",
    ]);
  });

  it("is not what one only calls alike", async () => {
    expect(listFindings(await lintUnlinked({ a: "type _Services { a: Int }" }))).not.toEqual([]);
  });
});
