import { describe, expect, it } from "@jest/globals";
import { createEngineGraph, type MemorySubgraph } from "./engine-graph.ts";

/** Fields f0, f1, … of one entity, each of the subgraph of that place in `chain`, and each requires the next. */
function createChain(chain: string): Record<string, MemorySubgraph> {
  const owners = [...chain];
  const build = (subgraph: string): MemorySubgraph => {
    const own = owners.flatMap((owner, index) => (owner === subgraph ? [index] : []));
    const fields = own.flatMap((index) => {
      if (index + 1 === owners.length) return [`f${index}: String`];
      return [`f${index}: String @requires(fields: "f${index + 1}")`, `f${index + 1}: String @external`];
    });
    const resolvers = own.map((index) => [
      `f${index}`,
      (node: Record<string, unknown>) => `${index} of ${node[`f${index + 1}`]}`,
    ]);
    const root = subgraph === "a" ? "type Query { node: Node nodes: [[Node]] }" : "";
    return {
      sdl: `${root} type Node @key(fields: "id") { id: ID! ${fields.join(" ")} }`,
      resolvers: {
        ...(root === "" ? {} : { Query: { node: () => ({ id: "n" }), nodes: () => [[{ id: "n" }, null], []] } }),
        Node: Object.fromEntries(resolvers),
      },
    };
  };
  return Object.fromEntries(["a", ...owners].map((subgraph) => [subgraph, build(subgraph)]));
}

describe("a required field that requires another one", () => {
  // One that goes back to the first subgraph; one that is external there; longer ones; one apart from the first subgraph.
  it.each(["cab", "bab", "abab", "babc", "cacb", "cbca", "bcbdc"])(
    "has what it requires where the chain is of the subgraphs %s",
    async (chain) => {
      const graph = createEngineGraph(createChain(chain));
      const f0 = `${[...chain].map((_owner, index) => index).join(" of ")} of undefined`;
      expect(await graph.ask("{ node { f0 } nodes { f0 } }")).toEqual({
        data: { node: { f0 }, nodes: [[{ f0 }, null], []] },
        errors: [],
      });
    },
  );
});

describe("a required field of an interface object that requires another one", () => {
  const graph = createEngineGraph({
    media: {
      sdl: `
        type Query { all: [Media!]! film: Film }
        interface Media @key(fields: "id") { id: ID! size: Int }
        type Film implements Media @key(fields: "id") { id: ID! size: Int length: Int }
        type Book implements Media @key(fields: "id") { id: ID! size: Int pages: Int }`,
      resolvers: {
        Query: { all: () => [find("Film"), find("Book")], film: () => find("Film") },
        Media: { __resolveReference: ({ id }) => find(id === "Film" ? "Film" : "Book") },
        Film: { length: () => 90 },
      },
    },
    weights: {
      sdl: `
        type Query { best: Media }
        type Media @key(fields: "id") @interfaceObject {
          id: ID! size: Int @external weight: String @requires(fields: "size") tags: Int next: Media
        }`,
      resolvers: {
        Query: { best: () => ({ id: "Film" }) },
        Media: { weight: ({ id, size }) => `weight of ${id} by ${size}`, next: () => ({ id: "Book" }), tags: () => 7 },
      },
    },
    scores: {
      sdl: `
        type Media @key(fields: "id") @interfaceObject {
          id: ID! weight: String @external size: Int @external tags: Int @external
          score: String @requires(fields: "weight")
          label: String @requires(fields: "tags size")
        }`,
      resolvers: {
        Media: {
          score: ({ id, weight }) => `score of ${id} by ${weight}`,
          label: ({ tags, size }) => `${tags} tags, ${size} long`,
        },
      },
    },
  });
  const find = (__typename: string) => ({ __typename, id: __typename, size: __typename.length });
  const film = "score of Film by weight of Film by 4";
  const book = "score of Book by weight of Book by 4";

  it.each([
    ["{ all { score } }", { all: [{ score: film }, { score: book }] }],
    ["{ all { ... on Book { score } } }", { all: [{}, { score: book }] }],
    ["{ film { score } }", { film: { score: film } }],
    ["{ best { score next { score } } }", { best: { score: film, next: { score: book } } }],
    ["{ best { next { ... on Book { label } } } }", { best: { next: { label: "7 tags, 4 long" } } }],
    ["{ best { ... on Film { length score } } }", { best: { length: 90, score: film } }],
  ])("has what it requires where all are of interface objects: %s", async (query, data) => {
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
  });
});
