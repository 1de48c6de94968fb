import { expect, it } from "@jest/globals";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { startRefusingProcess } from "../support/process.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

// Empty counts as unset.
const graph = await startGuardedGraph({ NODE_ENV: "" });

it.each([
  ["introspection", "{ __schema { queryType { name } } }"],
  ["introspection of a type", '{ __type(name: "Query") { name } }'],
  ["introspection under another name", "{ hello a: __schema { types { name } } }"],
  ["introspection in a fragment", "{ hello ...F } fragment F on Query { ... { __schema { types { name } } } }"],
  ["introspection that is skipped", "{ hello __schema @skip(if: true) { types { name } } }"],
  ["a field that is not quite there", "{ helo }"],
  ["an argument that is not quite there", "{ find(id: [1]) }"],
  ["a type that is not quite there", "{ node { ... on Nod { id } } }"],
])("a router that is told nothing of its environment tells nothing by %s", async (_what, query) => {
  const { status, body } = await graph.expectNothingExecuted(() => graph.send(query));
  expect(status).toBe(400);
  expect(body).not.toMatch(/did you mean|queryType"|stacktrace/i);
});

it.each(["router/main", ...OWN_SUBGRAPHS.map((name) => `subgraphs/${name}/main`)])(
  "%s, told nothing of its environment, does not start without a secret",
  async (entry) => {
    const { exitCode, output } = await startRefusingProcess(entry, { NODE_ENV: "", ROUTER_SECRET: "" });
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringContaining("ROUTER_SECRET") });
  },
);
