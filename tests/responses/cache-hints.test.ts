import { writeFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import type { EndpointContext } from "../../packages/server/graphql/endpoint-context.ts";
import { serveGraphql } from "../../packages/server/graphql/graphql-endpoint.ts";
import { createHttpServer } from "../../packages/server/http/http-server.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { composeForTest, FEDERATION_LINK, writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const CACHE_CONTROL_SDL = `
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope @inaccessible { PUBLIC PRIVATE }`;

const PAPERS_SDL = `${CACHE_CONTROL_SDL}
  type Query {
    paper: Paper
    mine: Paper @cacheControl(maxAge: 30, scope: PRIVATE)
    clock: Int
    oldClock: Int @cacheControl(maxAge: 20)
    drafts: [Draft] @cacheControl(maxAge: 50)
  }
  type Paper @key(fields: "id") @cacheControl(maxAge: 60) { id: ID! title: String count: Int @cacheControl(maxAge: 10) }
  type Draft @cacheControl(inheritMaxAge: true) { title: String }`;

const READERS_SDL = `${CACHE_CONTROL_SDL}
  type Paper @key(fields: "id") @cacheControl(maxAge: 40) { id: ID! readers: Int }`;

let counted = 0;
const PAPER = { __typename: "Paper", id: "1", title: "Daily", count: 3 };
const papers = await startSubgraph(PAPERS_SDL, {
  Query: {
    paper: () => PAPER,
    mine: () => PAPER,
    drafts: () => [{ title: "Weekly" }],
    clock: countCall,
    oldClock: countCall,
  },
});
const readers = await startSubgraph(READERS_SDL, {
  Paper: { __resolveReference: () => ({ ...PAPER, readers: 7 }) },
});
const subgraphs = [
  { name: "papers", url: papers, sdl: PAPERS_SDL },
  { name: "readers", url: readers, sdl: READERS_SDL },
];
const path = writeSupergraph(subgraphs);
const router = await startProcess("router/main", { SUPERGRAPH_PATH: path, RESPONSE_CACHE_BYTES: "1000000" });

function countCall(): number {
  counted += 1;
  return counted;
}

/** Serves a schema as the subgraphs of this project are served. @returns its GraphQL URL */
async function startSubgraph(sdl: string, resolvers: object): Promise<string> {
  const server = createHttpServer({
    name: "subgraph",
    settings: { isProduction: true, host: "127.0.0.1", logLevel: "silent", logFormat: "json", drainMs: 0 },
  });
  const typeDefs = parse(FEDERATION_LINK + sdl);
  await serveGraphql<EndpointContext>(server, {
    graph: { schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> }) },
    paths: ["/graphql"],
    introspection: false,
    createContext: async (_request, base) => base,
  });
  stopAfterTests(() => server.close());
  return `${await server.listen({ host: "127.0.0.1", port: 0 })}/graphql`;
}

const HINTS: [query: string, cacheControl: string][] = [
  ["{ paper { title } }", "max-age=60, public"],
  ["{ paper { title count } }", "max-age=10, public"],
  ["{ paper { title readers } }", "max-age=40, public"],
  ["{ mine { title } }", "max-age=30, private"],
  ["{ paper { title } mine { title } }", "max-age=30, private"],
  ["{ drafts { title } }", "max-age=50, public"],
  ["{ clock }", "no-store"],
  ["{ paper { title } clock }", "no-store"],
  ["{ __typename }", "no-store"],
  ["{ __schema { queryType { name } } }", "no-store"],
];

describe("@cacheControl in the schemas of subgraphs", () => {
  it.each(HINTS)("makes the answer to %s %s", async (query, cacheControl) => {
    const { headers, codes } = await sendOperation(router.url, query);
    expect(codes).toEqual([]);
    expect(headers.get("cache-control")).toBe(cacheControl);
  });

  it("is none of the clients' business", async () => {
    const { data, codes } = await sendOperation(router.url, '{ __type(name: "CacheControlScope") { name } }');
    expect({ codes, data }).toEqual({ codes: [], data: { __type: null } });
  });

  it("lets the router answer from what it keeps, until another supergraph is served", async () => {
    const ask = async () => (await sendOperation(router.url, "{ oldClock }")).data.oldClock;
    const first = await ask();
    expect(await ask()).toBe(first);
    const changed = subgraphs.map((subgraph) => ({ ...subgraph, sdl: `${subgraph.sdl} scalar More` }));
    writeFileSync(path, composeForTest(changed));
    await waitFor("a fresh answer", async () => (await ask()) !== first);
    expect(await ask()).toBe(await ask());
  });
});
