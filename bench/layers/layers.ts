/** What a process spends its time on, in the order in which pictures show it. */
export const LAYERS = [
  "Node: HTTP, sockets, timers",
  "Fastify, hooks, limits",
  "log, metrics, traces",
  "tokens, signatures",
  "Apollo Server",
  "graphql-js, loaders",
  "engine, router",
  "undici",
  "resolvers",
  "Prisma",
  "SQLite",
  "garbage",
  "native, system",
  "other threads",
] as const;

export type Layer = (typeof LAYERS)[number];

/** The first that fits the path of a source. */
const RULES: readonly (readonly [RegExp, Layer])[] = [
  [/node_modules\/(undici)\//, "undici"],
  [
    /node_modules\/(pino|sonic-boom|prom-client|safe-stable-stringify|@opentelemetry|thread-stream)/,
    "log, metrics, traces",
  ],
  [/node_modules\/(better-sqlite3|@prisma\/adapter-better-sqlite3)\//, "SQLite"],
  [/node_modules\/(@prisma|\.prisma)\/|\/generated\/prisma\//, "Prisma"],
  [
    /node_modules\/(graphql|dataloader|@apollo\/(subgraph|federation-internals|cache-control-types))\//,
    "graphql-js, loaders",
  ],
  [/node_modules\/(@apollo|@apollographql|lru-cache|whatwg-mimetype|negotiator)/, "Apollo Server"],
  [/node_modules\/(jsonwebtoken|jws|jwa|ecdsa-sig-formatter|buffer-equal-constant-time)/, "tokens, signatures"],
  [/node_modules\//, "Fastify, hooks, limits"],
  [/packages\/(identity|access)\/|\/router-auth\/|signature/, "tokens, signatures"],
  [/\/telemetry\/|\/log\//, "log, metrics, traces"],
  [/packages\/server\/graphql\//, "Apollo Server"],
  [/packages\/server\//, "Fastify, hooks, limits"],
  [/subgraphs\/shared\/database\//, "SQLite"],
  [/(packages\/engine|router)\//, "engine, router"],
  [/subgraphs\//, "resolvers"],
  [/^node:internal\/crypto|^node:crypto/, "tokens, signatures"],
  [/^node:/, "Node: HTTP, sockets, timers"],
];

/** The layer of a function; null where its caller's counts, as with most of what is not written in JavaScript. */
export function findLayer(functionName: string, source: string): Layer | null {
  if (functionName === "(garbage collector)") return "garbage";
  if (functionName === "(program)") return "native, system";
  if (source === "") return null;
  return RULES.find(([pattern]) => pattern.test(source))?.[1] ?? "native, system";
}
