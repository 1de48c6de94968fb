import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply } from "fastify";
import { buildSchema } from "graphql";
import { remember } from "../../packages/engine/remember.ts";
import type { SubgraphClient } from "../transport/subgraph-client.ts";
import { findAsset } from "./assets.ts";
import { buildContentSecurityPolicy, type PolicyExceptions } from "./content-security-policy.ts";
import { type ExampleOperation, loadExampleOperations } from "./example-operations.ts";
import { buildGraphModel } from "./graph/graph-model.ts";
import { hasSignIn } from "./graph/sign-in.ts";
import { buildAccount } from "./pages/account.ts";
import { buildGraphiqlPage } from "./pages/graphiql-page.ts";
import { buildHomePage } from "./pages/home-page.ts";
import { ASSETS_PATH } from "./pages/page.ts";
import { buildSandboxPage } from "./pages/sandbox-page.ts";
import { EMBEDDED_SANDBOX_ORIGIN } from "./sandbox-origins.ts";
import { checkSubgraphs } from "./subgraph-states.ts";
import type { ExplorerSettings } from "./variables.ts";

/** What the explorer shows. */
export interface ExploredGraph {
  readonly supergraphSdl: string;
  /** The router's own clients, so that the page shows a subgraph's state as the router finds it. */
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/**
 * Serves the pages that explore a graph: `/`, `/graphiql` and `/sandbox`, and under `/explorer` their files and data. For
 * development only: they show the whole graph to every visitor.
 */
export function serveExplorer(
  server: FastifyInstance,
  settings: ExplorerSettings,
  findGraph: () => ExploredGraph,
): void {
  const readGraph = createGraphReader(settings);
  const loadExamples = (): Promise<ExampleOperation[]> =>
    loadExampleOperations(settings.operationsPath, (example) =>
      server.log.warn(example, "a file of example operations cannot be read"),
    );

  server.get("/", async (_request, reply) => {
    const { graph, account } = readGraph(findGraph());
    return sendPage(reply, buildHomePage(graph, await loadExamples(), account));
  });
  server.get("/graphiql", async (_request, reply) => {
    const { graph, account } = readGraph(findGraph());
    const styleNonce = randomBytes(16).toString("base64url");
    const names = graph.subgraphs.map(({ name }) => name);
    return sendPage(reply, buildGraphiqlPage(names, account, styleNonce), { styleNonce });
  });
  server.get("/sandbox", async (_request, reply) =>
    sendPage(reply, buildSandboxPage(readGraph(findGraph()).account), {
      frameOrigin: EMBEDDED_SANDBOX_ORIGIN,
    }),
  );
  server.get("/explorer/operations", async () => ({ operations: await loadExamples() }));
  server.get("/explorer/subgraphs", async () => ({
    subgraphs: await checkSubgraphs([...findGraph().clients.values()]),
  }));
  serveAssets(server);
}

function createGraphReader({ demoUsers }: ExplorerSettings) {
  const known = new WeakMap<ExploredGraph, ReturnType<typeof read>>();

  function read({ supergraphSdl }: ExploredGraph) {
    const supergraph = buildSchema(supergraphSdl, { assumeValid: true, noLocation: true });
    const account = hasSignIn(supergraph) ? buildAccount(demoUsers) : null;
    return { graph: buildGraphModel(supergraph), account };
  }

  return (explored: ExploredGraph) => remember(known, explored, () => read(explored));
}

function sendPage(reply: FastifyReply, page: string, exceptions?: PolicyExceptions): FastifyReply {
  return reply
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": buildContentSecurityPolicy(exceptions),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    })
    .send(page);
}

function serveAssets(server: FastifyInstance): void {
  server.get<{ Params: { name: string } }>(`${ASSETS_PATH}/:name`, async (request, reply) => {
    const asset = await findAsset(request.params.name);
    if (asset === null) return reply.callNotFound();
    reply.headers({
      "content-type": asset.mediaType,
      "cache-control": "no-cache",
      etag: asset.entityTag,
      "x-content-type-options": "nosniff",
    });
    if (request.headers["if-none-match"] === asset.entityTag) return reply.code(304).send();
    return reply.send(asset.content);
  });
}
