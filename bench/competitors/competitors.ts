import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Competitor, ServedGraph } from "./competitor.ts";
import { ENGINE_PACKAGE } from "./install-engine-package.ts";

const HIVE_GATEWAY = "bench/node_modules/@graphql-hive/gateway/dist/bin.js";

/** This project's router with its defaults, but for the limits that a benchmark is meant to exceed. */
export const THIS_ROUTER = buildThisRouter("this router", {});

/** This router with what is off by default, by the name that asks for it: not part of the comparison with others. */
export const VARIANTS: ReadonlyMap<string, Competitor> = new Map([
  ["dedupe", buildThisRouter("this router, in-flight de-duplication", { DEDUPE_INFLIGHT: "1" })],
  // Its package is installed before the run.
  ["drop-in", buildApolloServer("Apollo Gateway with this engine", { GATEWAY: ENGINE_PACKAGE })],
  [
    "fetcher",
    buildApolloServer("Apollo Gateway with this engine and fetcher", {
      GATEWAY: ENGINE_PACKAGE,
      FETCHER: "1",
    }),
  ],
  ["cache", buildThisRouter("this router, response cache", { RESPONSE_CACHE_BYTES: "100000000" })],
]);

/** Apollo Server's standalone server over stock Apollo Gateway. */
export const STOCK_APOLLO: Competitor = buildApolloServer("Apollo Gateway", {});

/** Hive Gateway, with its planner in JavaScript. */
export const HIVE_GATEWAY_JS: Competitor = {
  name: "Hive Gateway",
  buildCommand: (graph, port) => buildHiveCommand(graph, port, []),
};

/** Hive Gateway with the planner of Hive Router, in Rust. */
export const HIVE_GATEWAY_RUST: Competitor = {
  name: "Hive Gateway, Rust planner",
  buildCommand: (graph, port) => buildHiveCommand(graph, port, ["--hive-router-runtime"]),
};

/** The same fetches and the known bytes, by hand: what no router can beat in Node. */
export const FLOOR: Competitor = {
  name: "floor",
  buildCommand: (graph, port) => ({
    nodeArguments: ["--import", "tsx", "bench/competitors/floor.ts"],
    environment: { PORT: String(port), REPLAYS_PATH: findReplaysPath(graph) },
  }),
};

/** In the order in which tables show them. */
export const COMPETITORS: readonly Competitor[] = [
  THIS_ROUTER,
  STOCK_APOLLO,
  HIVE_GATEWAY_JS,
  HIVE_GATEWAY_RUST,
  FLOOR,
];

/** Where the floor reads what to replay. */
export function findReplaysPath({ folder, name }: ServedGraph): string {
  return join(folder, `${name}-replays.json`);
}

function buildThisRouter(name: string, variables: Readonly<Record<string, string>>): Competitor {
  return {
    name,
    buildCommand: (graph, port) => ({
      // As `npm run start:router` starts it.
      nodeArguments: ["--max-semi-space-size=32", "dist/router/main.js"],
      environment: {
        NODE_ENV: "production",
        PORT: String(port),
        SUPERGRAPH_PATH: graph.supergraphPath,
        JWKS_URL: graph.jwksUrl,
        RATE_LIMIT: "0",
        COST_LIMIT: "0",
        MAX_DEPTH: "0",
        MAX_SELECTIONS: "0",
        ROUTER_SECRET: "a-secret-that-no-subgraph-of-the-benchmark-reads",
        DRAIN_MS: "0",
        ...variables,
      },
    }),
  };
}

function buildApolloServer(name: string, variables: Readonly<Record<string, string>>): Competitor {
  return {
    name,
    buildCommand: (graph, port) => ({
      nodeArguments: ["--import", "tsx", "bench/competitors/apollo-server.ts"],
      environment: {
        NODE_ENV: "production",
        PORT: String(port),
        SUPERGRAPH_PATH: graph.plainSupergraphPath,
        PUBLIC_KEY_PATH: graph.token !== null ? graph.publicKeyPath : "",
        APOLLO_TELEMETRY_DISABLED: "1",
        ...variables,
      },
    }),
  };
}

function buildHiveCommand(graph: ServedGraph, port: number, flags: readonly string[]) {
  return {
    nodeArguments: [
      HIVE_GATEWAY,
      "supergraph",
      graph.plainSupergraphPath,
      ...["--host", "127.0.0.1", "--port", String(port), "--config-path", writeHiveConfig(graph)],
      ...flags,
    ],
    environment: { NODE_ENV: "production", DISABLE_HIVE_TELEMETRY: "1" },
  };
}

/** In-flight de-duplication would measure how often the same question is asked, not how it is answered. */
function writeHiveConfig({ folder, name, token, publicKeyPath }: ServedGraph): string {
  const path = join(folder, `${name}-hive.config.mjs`);
  const bench = new URL("../node_modules/", import.meta.url);
  const jwt = `jwt: {
    signingKeyProviders: [createInlineSigningKeyProvider(readFileSync(${JSON.stringify(publicKeyPath)}, "utf8"))],
    tokenVerification: { algorithms: ["RS256"], issuer: "urn:supergraph:accounts", audience: "urn:supergraph" },
    reject: { missingToken: true, invalidToken: true },
  },
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get("authorization") }),
  },`;
  writeFileSync(
    path,
    `import { readFileSync } from "node:fs";
import { createInlineSigningKeyProvider } from ${JSON.stringify(new URL("@graphql-hive/gateway/dist/index.js", bench).href)};
export const gatewayConfig = {
  transportEntries: { "*.http": { options: { deduplicateInflightRequests: false } } },
  ${token === null ? "" : jwt}
};
`,
  );
  return path;
}
