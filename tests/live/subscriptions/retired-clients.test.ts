import { expect, it } from "@jest/globals";
import type { FastifyBaseLogger } from "fastify";
import { createReplaceableGateway } from "../../../router/graph/replaceable-gateway.ts";
import type { ServedGraph } from "../../../router/graph/served-graph.ts";
import { createPlanningTurns } from "../../../router/limits/planning-turns.ts";
import type { SubgraphClients } from "../../../router/transport/subgraph-clients.ts";
import { composeForTest } from "../../support/supergraph-file.ts";
import { waitFor } from "../../support/wait-for.ts";

const compose = (fields: string) =>
  composeForTest([{ name: "news", url: "http://news.test", sdl: `type Query { ${fields} }` }]);

it("clients of a former supergraph are closed once no stream goes on with them", async () => {
  const retired: unknown[] = [];
  const served: { readonly graph: ServedGraph; readonly endReplanning: () => void }[] = [];
  const ignore = () => undefined;
  const { gateway, replace } = createReplaceableGateway(compose("a: Int"), {
    supergraphPath: "",
    findSubgraphUrl: ignore,
    clients: {
      require: () => new Map(),
      retire: (kept) => void retired.push(kept),
    } as Partial<SubgraphClients> as SubgraphClients,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore } as unknown as FastifyBaseLogger,
    adaptEngine: (engine) => engine,
    planning: createPlanningTurns(),
    execute: () => Promise.reject(new Error("nothing is executed")),
    onServed: (graph) => new Promise((resolve) => served.push({ graph, endReplanning: resolve })),
  });
  await gateway.load({ apollo: {} } as Parameters<typeof gateway.load>[0]);
  await replace(compose("a: Int b: Int"));
  await replace(compose("a: Int b: Int c: Int"));
  expect([served.length, retired]).toEqual([3, []]);
  const [, second, third] = served;
  // Streams of the first may be left: they are planned for the third.
  second?.endReplanning();
  third?.endReplanning();
  await waitFor("the end of the former clients", () => retired.length > 0);
  expect(retired).toEqual([third?.graph.clients]);
  await gateway.stop();
});
