import { beforeEach, describe, expect, it } from "@jest/globals";
import { isOverriddenByChance } from "../../packages/engine/planning/override-labels.ts";
import { createEngineGraph } from "./engine-graph.ts";

const PLACES = [
  { id: "1", currency: "EUR", shops: [{ id: "a" }, { id: "b" }] },
  { id: "2", currency: "USD", shops: [{ id: "b" }] },
  { id: "3", currency: "EUR", shops: [{ id: "c" }] },
];

const contexts = createEngineGraph({
  places: {
    sdl: `
      type Query { places: [Place!]! }
      type Place @key(fields: "id") { id: ID! shops: [Shop!] }
      type Shop @key(fields: "id") { id: ID! }`,
    resolvers: { Query: { places: () => PLACES } },
  },
  money: {
    sdl: `
      type Place @key(fields: "id") @context(name: "place") { id: ID! currency: String }
      type Shop @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$place { currency }")): String }`,
    resolvers: {
      Place: { currency: ({ id }) => PLACES.find((place) => place.id === id)?.currency },
      Shop: { price: ({ id }, given) => `${id} in ${String(given.in)}` },
    },
  },
});
beforeEach(() => contexts.reset());

describe("an argument from a context", () => {
  it("has the value of the place that its object is in, and one list of entities for each value", async () => {
    expect(await contexts.ask("{ places { shops { price } } }")).toEqual({
      data: {
        places: [
          { shops: [{ price: "a in EUR" }, { price: "b in EUR" }] },
          { shops: [{ price: "b in USD" }] },
          { shops: [{ price: "c in EUR" }] },
        ],
      },
      errors: [],
    });
    const last = contexts.requests.at(-1);
    expect(contexts.requests.map(({ subgraph }) => subgraph)).toEqual(["places", "money", "money"]);
    expect(last?.query.match(/_entities/g)).toHaveLength(2);
  });

  it("is not asked for without the value", async () => {
    let requests = 0;
    contexts.respondWith("money", () => {
      requests += 1;
      throw Object.assign(new Error("gone"), { code: "SUBGRAPH_UNAVAILABLE" });
    });
    const { data, errors } = await contexts.ask("{ places { shops { price } } }");
    expect(data).toEqual({
      places: [
        { shops: [{ price: null }, { price: null }] },
        { shops: [{ price: null }] },
        { shops: [{ price: null }] },
      ],
    });
    expect(requests).toBe(1);
    expect(errors.map(({ path }) => path)).toContainEqual(["places", 0, "shops", 0, "price"]);
  });
});

describe("a progressive override", () => {
  const subgraphs = {
    old: {
      sdl: `type Query { item: Item } type Item @key(fields: "id") { id: ID! stock: String }`,
      resolvers: { Query: { item: () => ({ id: "1", stock: "old" }) } },
    },
    new: {
      sdl: `type Item @key(fields: "id") { id: ID! stock: String @override(from: "old", label: "percent(50)") }`,
      resolvers: { Item: { stock: () => "new" } },
    },
  };

  it("is decided for each operation by its label", async () => {
    const labels: string[] = [];
    let isOn = false;
    const graph = createEngineGraph(subgraphs, {
      isOverridden: (label) => {
        labels.push(label);
        return isOn;
      },
    });
    expect((await graph.ask("{ item { stock } }")).data).toEqual({ item: { stock: "old" } });
    isOn = true;
    expect((await graph.ask("{ item { stock } }")).data).toEqual({ item: { stock: "new" } });
    expect(labels).toEqual(["percent(50)", "percent(50)"]);
  });

  it.each([
    [true, true, { id: "1", stock: "new" }],
    [true, false, { id: "1", stock: "old" }],
    [false, true, { id: "1" }],
    [false, false, { id: "1" }],
  ])("is decided beside a condition: included %s, overridden %s", async (isIncluded, isOn, item) => {
    let isOverridden = !isOn;
    const graph = createEngineGraph(subgraphs, { isOverridden: () => isOverridden });
    const ask = (i: boolean) =>
      graph.ask("query($i: Boolean!) { item { id stock @include(if: $i) } }", { variables: { i } });
    // The plans of the other decisions are known by then.
    await Promise.all([ask(true), ask(false)]);
    isOverridden = isOn;
    await ask(!isIncluded);
    expect(await ask(isIncluded)).toEqual({ data: { item }, errors: [] });
  });

  it.each([
    ["percent(0)", 0],
    ["percent(100)", 100],
    ["percent(0.0)", 0],
    ["beta-testers", 0],
    ["percent(101)", 0],
  ])("%s, left to chance, is on for %d of 100 operations", (label, times) => {
    const decisions = Array.from({ length: 100 }, () => isOverriddenByChance(label));
    expect(decisions.filter(Boolean)).toHaveLength(times);
  });

  it("percent(50), left to chance, is on now and then", () => {
    const decisions = Array.from({ length: 1000 }, () => isOverriddenByChance("percent(50)"));
    expect(new Set(decisions)).toEqual(new Set([true, false]));
  });
});
