import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { parse } from "graphql";
import { verifyToken } from "../../competitors/verify-token.ts";
import { createAccounts } from "./accounts.ts";
import { createBooks } from "./books.ts";
import { createComments } from "./comments.ts";
import type { StockSubgraph } from "./stock-subgraph.ts";

// One subgraph as the manuals of Apollo Server and Prisma have it: standalone server, stock adapter, loaders for each
// request, the token verified in the context function. SUBGRAPH names it.

const { SUBGRAPH = "", DATABASE_URL = "", PUBLIC_KEY_PATH = "" } = process.env;
const creators: Readonly<Record<string, (adapter: PrismaBetterSqlite3) => StockSubgraph>> = {
  accounts: createAccounts,
  books: createBooks,
  comments: createComments,
};
const create = creators[SUBGRAPH];
if (create === undefined) throw new Error(`SUBGRAPH must be one of ${Object.keys(creators).join(", ")}`);

const { resolvers, createLoaders } = create(new PrismaBetterSqlite3({ url: DATABASE_URL }));
const typeDefs = parse(readFileSync(`subgraphs/${SUBGRAPH}/schema.graphql`, "utf8"));
// The library's resolver map type knows no `__resolveReference`.
const server = new ApolloServer({
  schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> }),
});
const publicKey = readFileSync(PUBLIC_KEY_PATH, "utf8");

const { url } = await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: 0 },
  context: async ({ req }) => ({
    callerId: verifyToken(req.headers.authorization, publicKey),
    ...createLoaders(),
  }),
});
process.send?.({ url: url.replace(/\/$/, "") });
process.on("disconnect", () => process.exit(0));
