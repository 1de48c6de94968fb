import { afterAll, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { stockDeviations } from "./support/comparison/stock-deviations.ts";
import { createGivenFaults, type GivenFaults } from "./support/faults/given-faults.ts";
import { WIDE_INTEGER } from "./support/faults/wrong-value.ts";
import { type Oracle, startOracle } from "./support/oracle.ts";
import { allFixtures } from "./support/supergraphs/all-fixtures.ts";

interface Example {
  readonly fixture: string;
  readonly source: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly faults?: GivenFaults;
  /** The right answer, where graphql-js cannot foretell it. */
  readonly data?: unknown;
}

/** The smallest operation that shows each defect. */
const examples: Readonly<Record<string, Example>> = {
  "an alias that is the name of a field the planner fetches": {
    fixture: "library",
    source: `{ book(id: "1") { id: comments { __typename } } }`,
  },
  "a fragment on a wider type": {
    fixture: "provides",
    source: "{ pinned { ... on Entry { ... on Post { id } } } }",
  },
  "fields that are nullable in one member type and not in another": {
    fixture: "abstract-types",
    source: "{ animals { legs ... on Patient { ... on Animal @skip(if: true) { legs } } } }",
  },
  "a required field with arguments": {
    fixture: "requires-arguments",
    source: `{ items { dollars euros } }`,
  },
  "the name of an interface object": {
    fixture: "interface-object",
    source: "{ book { reviews { __typename } __typename } }",
  },
  "what an interface object requires for one type": {
    fixture: "interface-object-requires",
    source: "{ shapes { area ... on Square { cost } } }",
  },
  "a field of an interface object asked for types apart": {
    fixture: "interface-object-requires",
    source: "{ cheapest { ... on Square { offers { until } } ... on Circle { offers(first: 3) { until } } } }",
  },
  "a skipped field whose requirement another one shares": {
    fixture: "enums",
    source: `{ job(id: 4) { cost @include(if: false) lastRun { job { cost } } } }`,
  },
  "mutation fields in fragments": {
    fixture: "library",
    source:
      'mutation { ... on Mutation { login(username: "a", password: "b") { accessToken } } logout(refreshToken: "c") ... on Mutation { deleteBook(id: 1) } }',
  },
  "an object that is asked for nothing": {
    fixture: "abstract-types",
    source: "{ urgent { ... on Animal { friend { ... on Fed { __typename } } } } }",
  },
  "a value of the wrong kind": {
    fixture: "requires",
    source: "{ product(id: 1) { name } lastBill { number } }",
    faults: { fields: { "Query.product": { kind: "wrong", value: "text" } } },
  },
  "an answer without what was asked for": {
    fixture: "shareable",
    source: "{ north south }",
    faults: { subgraphs: { south: "empty" } },
    data: { north: expect.any(String), south: null },
  },
  "an error about what the client did not ask for": {
    fixture: "interface-object",
    source: "{ topReviewed { ... on Song { readers { name } } } }",
    faults: { fields: { "Book.readers": { kind: "error" }, "Film.readers": { kind: "error" } } },
  },
  "an integer of more than 32 bits": {
    fixture: "shareable",
    source: "{ south }",
    faults: { fields: { "Query.south": { kind: "wrong", value: WIDE_INTEGER } } },
  },
  "a null for a field that is nullable in the interface alone": {
    fixture: "abstract-types",
    source: "{ animals { legs } }",
    faults: { fields: { "Cat.legs": { kind: "null" } } },
  },
  "an object of no known type": {
    fixture: "provides",
    source: "{ notes { about { __typename } } }",
    faults: { fields: { "Note.about": { kind: "typename", value: "Query" } } },
  },
  "a required field that is missing": {
    fixture: "interface-object-requires",
    source: "{ cheapest { cost label } }",
    faults: {
      fields: { "Circle.name": { kind: "missing" }, "Square.name": { kind: "missing" } },
      reachesRequirements: true,
    },
    data: { cheapest: { cost: expect.any(Number), label: null } },
  },
};

const oracles = new Map<string, Promise<Oracle>>();

afterAll(async () => {
  for (const oracle of oracles.values()) await (await oracle).stop();
});

describe("the stock gateway is known to be wrong, and the engine right, about", () => {
  it.each(stockDeviations)("$name: $why", async ({ name }) => {
    const { fixture, source, variables = {}, faults = {}, data } = requireExample(name);
    const oracle = await requireOracle(fixture);
    const operation = { document: parse(source, { noLocation: true }), operationName: null, variables };
    const trial = {
      seed: "examples",
      labelSeed: "examples",
      profile: null,
      faults: null,
      mergesEntityFetches: true,
      asksStock: true,
    };
    const judgement = await oracle.judgeWith({ operation, ...trial }, () => createGivenFaults(faults));
    expect(judgement).toMatchObject({ verdict: "agreement", deviation: name });
    if (judgement.reference === null) expect(JSON.parse(String(judgement.engine.text))).toEqual(data);
  });
});

function requireExample(name: string): Example {
  const example = examples[name];
  if (example === undefined) throw new Error(`nothing shows "${name}"`);
  return example;
}

function requireOracle(name: string): Promise<Oracle> {
  const known = oracles.get(name);
  if (known !== undefined) return known;
  const fixture = allFixtures.find((one) => one.name === name);
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
  const oracle = startOracle(fixture);
  oracles.set(name, oracle);
  return oracle;
}
