import { expect, it } from "@jest/globals";
import { measureOwnSeconds } from "../support/own-processor-time.ts";
import { checkGraph } from "./support/check-graph.ts";
import { generateLargeGraph } from "./support/large-graph.ts";
import { editSdl } from "./support/library-graph.ts";

const graph = generateLargeGraph({ subgraphs: 100, typesPerSubgraph: 50 });

it("composes 5,000 types of a hundred subgraphs in seconds", async () => {
  const types = Object.values(graph).flatMap((sdl) => [...sdl.matchAll(/^(?:type|input|enum) (Team\w+)/gm)]);
  expect(new Set(types.map(([, name]) => name)).size).toBe(5_000);
  const { seconds } = await measureOwnSeconds(async () => {
    const { composition } = await checkGraph({ base: graph, head: graph });
    expect(composition.summary).toBe("100 subgraphs compose, no hints");
  });
  expect(seconds).toBeLessThan(30);
});

it("judges a change of such a graph in seconds", async () => {
  const head = editSdl(graph, "team42", "team42(id: ID!)", "team42(id: ID!, region: String!)");
  const operations = { Operation: "query Operation {\n  team42(id: 1) {\n    name\n  }\n}" };
  const { seconds } = await measureOwnSeconds(async () => {
    const { breakingChanges } = await checkGraph({ base: graph, head, operations });
    expect(breakingChanges.summary).toBe("1 breaking change (1 in use), 0 dangerous, 0 safe");
  });
  expect(seconds).toBeLessThan(30);
});
