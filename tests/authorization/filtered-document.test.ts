import { describe, expect, it } from "@jest/globals";
import { parse, print, validate } from "graphql";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { signedIn } from "./authorized-graph.ts";
import { createAuthorizedSchema } from "./authorized-schema.ts";

const schema = createAuthorizedSchema(`
  type Query { open: Item closed(id: ID): Item @authenticated thing: Thing }
  union Thing = Item | Other
  type Item {
    id: ID
    name(size: Int): String
    a: String @requiresScopes(scopes: [["a"]])
    b(filter: Filter): String @requiresScopes(scopes: [["b"]])
    item: Item
    thing: Thing
  }
  type Other { id: ID }
  input Filter { like: String }
`);

function filtered(source: string, caller: MaybeCaller = null): string | null {
  const authorization = schema.authorize(parse(source), { caller });
  if (authorization.kind !== "filtered") return null;
  expect(validate(schema.apiSchema, authorization.document)).toEqual([]);
  return print(authorization.document).replaceAll(/\s+/g, " ");
}

describe("The filtered document", () => {
  it.each([
    [
      "loses variables only refused parts used",
      "query Q($id: ID, $s: Int) { closed(id: $id) { id } open { name(size: $s) } }",
      "query Q($s: Int) { open { name(size: $s) } }",
    ],
    [
      "loses variables used inside refused input objects",
      "query ($l: String) { open { id b(filter: { like: $l }) } }",
      "{ open { id } }",
    ],
    [
      "keeps variables a kept directive uses",
      "query ($x: Boolean = true) { open @skip(if: $x) { a id } }",
      "query ($x: Boolean = true) { open @skip(if: $x) { id } }",
    ],
    [
      "keeps variables a kept fragment uses",
      "query ($s: Int) { open { a ...F } } fragment F on Item { name(size: $s) }",
      "query ($s: Int) { open { ...F } } fragment F on Item { name(size: $s) }",
    ],
    [
      "loses a directive with the part it is on",
      "query ($x: Boolean = true) { open { id a @include(if: $x) } }",
      "{ open { id } }",
    ],
    [
      "keeps a field that lost everything, to learn whether there is an object",
      "{ open { a item { b } } }",
      "{ open { item { __typename } } }",
    ],
    [
      "loses fragments that lost everything, with their spreads",
      "{ open { id ...F ... { ...G } } } fragment F on Item { ...G } fragment G on Item { a }",
      "{ open { id } }",
    ],
    [
      "asks abstract types what they are",
      "{ open { a } thing { ... on Item { id thing { ... on Other { id } } } } }",
      "{ open { __typename } thing { __typename ... on Item { id thing { __typename ... on Other { id } } } } }",
    ],
    ["keeps aliases and arguments", "{ mine: open { n: name(size: 3) a } }", "{ mine: open { n: name(size: 3) } }"],
    [
      "keeps introspection",
      "{ __schema { ...S } __typename open { a } } fragment S on __Schema { queryType { name } }",
      "{ __schema { ...S } __typename open { __typename } } fragment S on __Schema { queryType { name } }",
    ],
  ])("%s", (_does, source, expected) => {
    expect(filtered(source)).toBe(expected);
  });

  it("holds the chosen operation only", () => {
    const authorization = schema.authorize(parse("query A { open { a id } } query B { open { name } }"), {
      operationName: "A",
    });
    expect(authorization.kind === "filtered" && print(authorization.document)).not.toContain("query B");
  });

  it("leaves the client's document as it was", () => {
    const document = parse("{ open { a id } thing { ... on Other { id } } }");
    const before = print(document);
    schema.authorize(document);
    expect(print(document)).toBe(before);
  });
});

describe("Remembering what is left of an operation", () => {
  const document = parse("{ open { id a b } }");
  const ask = (caller: MaybeCaller) => {
    const authorization = schema.authorize(document, { caller });
    return authorization.kind === "filtered" ? authorization : null;
  };

  it("gives the same document for the same operation and rights", () => {
    expect(ask(null)?.document).toBe(ask(null)?.document);
    expect(ask(signedIn("a", "x"))?.document).toBe(ask({ id: "other", scopes: new Set(["a"]) })?.document);
  });

  it("tells callers with different rights apart", () => {
    const variants = [ask(null), ask(signedIn("a")), ask(signedIn("b"))];
    expect(variants.map((one) => one && print(one.document).replaceAll(/\s+/g, " "))).toEqual([
      "{ open { id } }",
      "{ open { id a } }",
      "{ open { id b } }",
    ]);
    expect(new Set(variants.map((one) => one?.variant)).size).toBe(3);
  });

  it("allows the operation as it is to whoever has all rights", () => {
    expect(schema.authorize(document, { caller: signedIn("a", "b") })).toEqual({ kind: "allowed" });
  });

  it("gives the same document to every caller the operation's rules do not tell apart", () => {
    const simple = parse("{ open { id b } }");
    const documents = [null, signedIn(), signedIn("a"), signedIn("c")].map((caller) => {
      const authorization = schema.authorize(simple, { caller });
      return authorization.kind === "filtered" ? authorization.document : null;
    });
    expect(new Set(documents).size).toBe(1);
  });
});

describe("Kinds of callers beyond number", () => {
  const RULES = 8;
  const names = Array.from({ length: RULES }, (_, index) => `s${index}`);
  const wide = createAuthorizedSchema(
    `type Query { open: String ${names.map((s) => `${s}: String @requiresScopes(scopes: [["${s}"]])`).join(" ")} }`,
  );
  const document = parse(`{ open ${names.join(" ")} }`);
  const ask = (kind: number) => {
    const scopes = names.filter((_name, index) => (kind >> index) % 2 === 1);
    const authorization = wide.authorize(document, { caller: signedIn(...scopes) });
    return authorization.kind === "filtered" ? authorization.document : null;
  };

  it("are remembered up to the sixty-fourth, the latest first", () => {
    const first = ask(0);
    for (let kind = 1; kind < 64; kind += 1) ask(kind);
    expect(ask(0)).toBe(first);
    const second = ask(1);
    for (let kind = 64; kind < 127; kind += 1) ask(kind);
    expect(ask(1)).toBe(second);
    expect(ask(0)).not.toBe(first);
  });

  it("are answered rightly when they were forgotten", () => {
    for (let kind = 0; kind < 2 ** RULES - 1; kind += 1) {
      const allowed = names.filter((_name, index) => (kind >> index) % 2 === 1);
      const filteredDocument = ask(kind);
      expect(filteredDocument && print(filteredDocument).split(/\s+/)).toEqual(["{", "open", ...allowed, "}"]);
    }
  });
});
