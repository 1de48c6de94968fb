import { describe, expect, it } from "@jest/globals";
import { type GuardedGraph, startGuardedGraph } from "./guarded-graph.ts";

function repeat(count: number, build: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => build(index)).join(" ");
}

/** A document just beyond each limit, and the limit that just lets it through. */
const BEYOND: [variable: string, raised: string, query: string][] = [
  ["MAX_TOKENS", "1204", `{ find(ids: [${repeat(1_195, () => "1")}]) }`],
  ["MAX_OPERATIONS", "11", `query A { hello } ${repeat(10, (index) => `query B${index} { hello }`)}`],
  ["MAX_OPERATION_NAME", "257", `query ${"A".repeat(257)} { hello }`],
  ["MAX_DEPTH", "13", `{ ${"node { ".repeat(12)}id${" }".repeat(12)} }`],
  ["MAX_NESTING", "41", `{ ${"... { ".repeat(40)}hello${" }".repeat(40)} }`],
  ["MAX_SELECTIONS", "251", `{ node { ${repeat(250, () => "id")} } }`],
  ["MAX_ALIASES", "31", `{ node { ${repeat(31, (index) => `a${index}: id`)} } }`],
  ["MAX_ROOT_FIELDS", "21", `{ ${repeat(21, () => "hello")} }`],
  ["MAX_MUTATION_FIELDS", "6", `mutation { ${repeat(6, () => "touch")} }`],
  ["MAX_DIRECTIVES", "51", `{ node { ${repeat(51, () => "id @include(if: true)")} } }`],
  ["MAX_INTROSPECTION_DEPTH", "22", `{ hello __schema { types { ${"ofType { ".repeat(19)}name${" }".repeat(19)} } } }`],
  ["MAX_INTROSPECTION_SELECTIONS", "502", `{ hello __schema { ${repeat(501, () => "description")} } }`],
];

const standard = await startGuardedGraph();
const raised = await startGuardedGraph(Object.fromEntries(BEYOND.map(([variable, value]) => [variable, value])));
const off = await startGuardedGraph(Object.fromEntries(BEYOND.map(([variable]) => [variable, "0"])));

function send(graph: GuardedGraph, query: string) {
  return graph.send(query, query.startsWith("query A {") ? { operationName: "A" } : {});
}

describe.each(BEYOND)("%s", (_variable, _value, query) => {
  it("refuses what is beyond it, and executes nothing", async () => {
    const answer = await standard.expectNothingExecuted(() => send(standard, query));
    expect(answer).toMatchObject({ status: 400, codes: ["OPERATION_TOO_LARGE"] });
  });

  it.each([
    ["raised", raised],
    ["turned off", off],
  ])("lets it through once it is %s", async (_how, graph) => {
    const before = graph.subgraph.requests.length;
    expect(await send(graph, query)).toMatchObject({ status: 200, codes: [] });
    expect(graph.subgraph.requests.length).toBe(before + 1);
  });
});
