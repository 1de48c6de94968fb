import { beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute, parse, validate } from "graphql";
import { createEngineGraph } from "./engine-graph.ts";

const SDL = `
  type Query {
    thing: Thing  things: [Thing]  sure: Thing!  list(first: Int! = 3, after: Int): [Int]  must(first: Int! = 3): Int!
    search(by: By, ids: [ID!]): String  any: [Any]
  }
  type Mutation { add(first: Int! = 1): Int  change(to: Int): Int }
  type Thing { id: ID  name(up: Boolean! = true): String  parts: [Part!]  part: Part }
  type Part { id: ID }
  union Any = Thing | Part
  input By { count: Int! = 5  text: String  words: [String!] }`;

const part = { __typename: "Part", id: "p" };
const thing = { __typename: "Thing", id: "t", name: "name", part, parts: [part, part] };
const made: string[] = [];
const root = {
  thing: () => thing,
  things: () => [thing, null, thing],
  sure: () => thing,
  list: ({ first }: { first: number }) => Array(first).fill(1),
  must: ({ first }: { first: number }) => first,
  search: (given: object) => JSON.stringify(given),
  any: () => [thing, part],
  add: ({ first }: { first: number }) => made.push(`add ${first}`),
  change: ({ to }: { to: number }) => made.push(`change ${to}`),
};
const pick = (names: readonly string[]) =>
  Object.fromEntries(
    Object.entries(root)
      .map(
        ([name, resolve]) =>
          [name, (_parent: unknown, given: Record<string, unknown>) => resolve(given as never)] as const,
      )
      .filter(([name]) => names.includes(name)),
  );
const graph = createEngineGraph({
  all: {
    sdl: SDL,
    resolvers: {
      Query: pick(["thing", "things", "sure", "list", "must", "search", "any"]),
      Mutation: pick(["add", "change"]),
    },
  },
});
const schema = buildSchema(SDL);
beforeEach(() => {
  graph.reset();
  made.length = 0;
});

interface Told {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
}
const describeErrors = (errors: readonly Told[]) =>
  errors.map(({ message, path }) => `${path?.join(".")}: ${message}`).toSorted();

/** What graphql-js makes of the operation over the same data. */
async function askReference(source: string, variableValues: Record<string, unknown>) {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const { data, errors = [] } = await execute({ schema, document, rootValue: root, variableValues });
  return { data: JSON.parse(JSON.stringify(data)), errors: describeErrors(errors) };
}

const IF = "query ($i: Boolean = true)";
const N = { n: null };
const I = { i: null };

describe("a null for a variable where none may be", () => {
  it.each<[query: string, variables: Record<string, unknown>]>([
    [`${IF} { thing { id } things @include(if: $i) { id } }`, I],
    [`${IF} { thing { id } ... @include(if: $i) { things { id } } }`, I],
    [`${IF} { thing { id } ...F @skip(if: $i) } fragment F on Query { things { id } }`, I],
    [`${IF} { thing { id @include(if: $i) name } things { id } }`, I],
    [`${IF} { things { id name @skip(if: $i) } }`, I],
    [`${IF} { sure { id @include(if: $i) } thing { id } }`, I],
    [`${IF} { thing { parts { id @include(if: $i) } id } }`, I],
    [`${IF} { thing { ... on Thing @include(if: $i) { id } } list }`, I],
    [`${IF} { any { ... on Thing { id @include(if: $i) } ... on Part { id } } }`, I],
    [`${IF} { any { ... on Thing @include(if: $i) { id } ... on Part { id } } }`, I],
    [`${IF} { thing { id @skip(if: true) @include(if: $i) name } }`, I],
    [`${IF} { thing { id @include(if: $i) @skip(if: true) name } }`, I],
    [`${IF} { thing @skip(if: true) { id @include(if: $i) } list }`, I],
    [`${IF} { thing { ...F @skip(if: true) id } } fragment F on Thing { part @include(if: $i) { id } }`, I],
    [`${IF} { __typename @include(if: $i) }`, I],
    [`${IF} { __typename thing { __typename @include(if: $i) } }`, I],
    [`query ($n: Int = 1) { list(first: $n) thing { id } }`, N],
    [`query ($n: Int) { list(first: $n) thing { id } }`, N],
    [`query ($n: Int) { a: list(first: $n, after: $n) b: list(after: $n) }`, N],
    [`query ($n: Int) { list(first: $n) }`, {}],
    [`query ($n: Int = 1) { thing { id } must(first: $n) }`, N],
    [`query ($n: Boolean = true) { things { id name(up: $n) } }`, N],
    [`query ($n: Boolean = true) { ...F } fragment F on Query { things { x: name(up: $n) } }`, N],
    [`query ($n: Int = 1) { search(by: { count: $n, text: "a" }) list }`, N],
    [`query ($n: Int) { search(by: { count: $n }) list }`, {}],
    [`query ($n: String = "a") { search(by: { words: ["b", $n] }) list }`, N],
    [`query ($n: ID = "a") { search(ids: [$n]) list }`, N],
    [
      `query ($n: Int = 1, $i: Boolean = true) { a: list(first: $n) @include(if: $i) thing { id } }`,
      { n: null, i: false },
    ],
    [`mutation ($n: Int = 1) { a: change(to: 1) add(first: $n) b: change(to: 2) }`, N],
    [`mutation ($i: Boolean = true) { a: change(to: 1) add @include(if: $i) }`, I],
  ])("is answered as graphql-js does: %s %j", async (query, variables) => {
    const expected = await askReference(query, variables);
    const madeThere = made.splice(0);
    for (const time of [1, 2]) {
      const { data, errors } = await graph.ask(query, { variables });
      expect({ time, data, errors: describeErrors(errors) }).toEqual({ time, ...expected });
      expect(made.splice(0)).toEqual(madeThere);
      expect(errors.map(({ extensions }) => extensions?.code)).toEqual(errors.map(() => "BAD_USER_INPUT"));
    }
  });

  it("does not mark the operation for those who give other values", async () => {
    const query = "query ($i: Boolean = true, $n: Int = 1) { list(first: $n) @include(if: $i) thing { id } }";
    const id = { thing: { id: "t" } };
    expect((await graph.ask(query, { variables: { i: null } })).errors).toHaveLength(1);
    expect((await graph.ask(query, { variables: { n: null } })).data).toEqual({ list: null, ...id });
    expect(await graph.ask(query)).toEqual({ data: { list: [1], ...id }, errors: [] });
    expect(await graph.ask(query, { variables: { i: false, n: 2 } })).toEqual({ data: id, errors: [] });
    expect(await graph.ask(query, { variables: { n: 2 } })).toEqual({
      data: { list: [1, 1], ...id },
      errors: [],
    });
  });

  it.each([
    ['query ($n: String = "Thing") { __type(name: $n) { name } thing { id } }', N],
    [`${IF} { thing { id } __type(name: "Thing") { name @include(if: $i) } }`, I],
    [`${IF} { thing { id } __schema { queryType { name @include(if: $i) } } }`, I],
    [`${IF} { __schema @include(if: $i) { queryType { name } } }`, I],
  ])("in introspection is answered as graphql-js does: %s", async (query, variables) => {
    const expected = await askReference(query, variables);
    const { data, errors } = await graph.ask(query, { variables });
    expect({ data, errors: describeErrors(errors) }).toEqual(expected);
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(errors.map(() => "BAD_USER_INPUT"));
  });
});
