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
