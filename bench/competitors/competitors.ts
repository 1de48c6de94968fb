import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD, type Build } from "../systems/own-subgraphs.ts";
import type { Command, Competitor, ServedGraph } from "./competitor.ts";
import { ENGINE_PACKAGE } from "./install-engine-package.ts";

const HIVE_GATEWAY_PROGRAM = "bench/node_modules/@graphql-hive/gateway/dist/bin.js";

/** Limits that a benchmark's operations are meant to exceed. */
const WITHOUT_LIMITS = { COST_LIMIT: "0", MAX_DEPTH: "0", MAX_SELECTIONS: "0" };
const UNREAD_SECRET = "a-secret-that-no-subgraph-of-the-benchmark-reads";

/** This project's router with its defaults, but for the limits that a benchmark is meant to exceed. */
export const THIS_ROUTER = buildThisRouter("this router", {});

/** The same, for any number of streams of one client. */
export const THIS_ROUTER_FOR_STREAMS = buildThisRouter("this router", {
  MAX_SUBSCRIPTIONS: "20000",
  MAX_SUBSCRIPTIONS_PER_CALLER: "20000",
});

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
  ["hive-js", buildHive("Hive Gateway, planner in JavaScript", { isSharing: true, flags: [] })],
]);

/** Apollo Server's standalone server over stock Apollo Gateway. */
export const STOCK_APOLLO: Competitor = buildApolloServer("Apollo Gateway", {});

const RUST_PLANNER = ["--hive-router-runtime"];

/** Hive Gateway with the planner of Hive Router, in Rust. By default, equal requests to a subgraph share an answer. */
export const HIVE_GATEWAY: Competitor = buildHive("Hive Gateway, Rust planner", {
  isSharing: true,
  flags: RUST_PLANNER,
});

/** The same with an answer for each request. Sharing measures how often the same is asked, not how it is answered. */
export const HIVE_GATEWAY_UNSHARED: Competitor = buildHive("Hive Gateway, Rust, nothing shared", {
  isSharing: false,
  flags: RUST_PLANNER,
});

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
  HIVE_GATEWAY,
  HIVE_GATEWAY_UNSHARED,
  FLOOR,
];

/** Where the floor reads what to replay. */
export function findReplaysPath({ folder, name }: ServedGraph): string {
  return join(folder, `${name}-replays.json`);
}

/** This project's router with its limits, before subgraphs that know `secret`. */
export function buildWholeRouter(secret: string, build: Build): Competitor {
  return {
    name: "this router",
    buildCommand: (graph, port) => buildRouterCommand(graph, port, { ROUTER_SECRET: secret }, build),
  };
}

function buildThisRouter(name: string, variables: Readonly<Record<string, string>>): Competitor {
  const environment = { ...WITHOUT_LIMITS, ROUTER_SECRET: UNREAD_SECRET, ...variables };
  return { name, buildCommand: (graph, port) => buildRouterCommand(graph, port, environment, BUILD) };
}

function buildRouterCommand(
  graph: ServedGraph,
  port: number,
  variables: Readonly<Record<string, string>>,
  { build, nodeArguments }: Build,
): Command {
  return {
    // As `npm run start:router` starts it.
    nodeArguments: ["--max-semi-space-size=32", ...nodeArguments, `${build}/router/main.js`],
    environment: {
      NODE_ENV: "production",
      PORT: String(port),
      SUPERGRAPH_PATH: graph.supergraphPath,
      JWKS_URL: graph.jwksUrl,
      RATE_LIMIT: "0",
      DRAIN_MS: "0",
      ...variables,
    },
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

interface HiveOptions {
  readonly isSharing: boolean;
  readonly flags: readonly string[];
}

function buildHive(name: string, { isSharing, flags }: HiveOptions): Competitor {
  return {
    name,
    buildCommand: (graph, port) => ({
      nodeArguments: [
        HIVE_GATEWAY_PROGRAM,
        "supergraph",
        graph.plainSupergraphPath,
        ...["--host", "127.0.0.1", "--port", String(port), "--config-path", writeHiveConfig(graph, isSharing)],
        ...flags,
      ],
      environment: { NODE_ENV: "production", DISABLE_HIVE_TELEMETRY: "1" },
    }),
  };
}

function writeHiveConfig({ folder, name, token, publicKeyPath }: ServedGraph, isSharing: boolean): string {
  const path = join(folder, `${name}-hive-${isSharing ? "sharing" : "unshared"}.config.mjs`);
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
  ${isSharing ? "" : 'transportEntries: { "*.http": { options: { deduplicateInflightRequests: false } } },'}
  ${token === null ? "" : jwt}
};
`,
  );
  return path;
}
