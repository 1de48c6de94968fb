import { join } from "node:path";
import { buildExplorer } from "../build-explorer.ts";
import type { PackageDefinition } from "./package-definition.ts";

/** Every package that `npm run pack` makes. */
export const PACKAGES: readonly PackageDefinition[] = [
  {
    folder: "packages/gateway",
    name: "@library-supergraph/engine",
    description: "A faster executor for @apollo/gateway: createGateway in the place of new ApolloGateway.",
    exports: { ".": "packages/gateway/create-gateway.ts" },
    hasCommonJs: true,
    dependencies: ["@apollo/federation-internals", "@apollo/query-planner", "undici"],
    peerDependencies: { "@apollo/gateway": "^2.14.0", "@apollo/server": "^5.0.0", graphql: "^16.11.0" },
  },
  {
    folder: "packages/check",
    name: "@library-supergraph/check",
    description: "Composes a federated GraphQL graph, and says whether a change of its schemas is safe to merge.",
    exports: { ".": "packages/check/index.ts" },
    commands: { "supergraph-check": "packages/check/command/main.ts" },
    dependencies: ["@apollo/composition", "@apollo/federation-internals", "@apollo/query-planner", "graphql"],
    optionalPeers: ["@prisma/prisma-schema-wasm", "@swc/core"],
  },
  {
    folder: "router",
    name: "@library-supergraph/router",
    description: "A router for any Apollo Federation 2 supergraph, with limits and access rules, in one command.",
    exports: { ".": "router/settings-file/define-router.ts" },
    commands: { "supergraph-router": "router/supergraph-router.ts" },
    hasCommonJs: true,
    hasProcesses: true,
    addFiles: (folder) => buildExplorer(join(folder, "explorer")),
    // Its types alone.
    dependencies: ["zod"],
    optionalPeers: ["@apollo/server"],
  },
];
