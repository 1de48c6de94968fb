import { readFileSync } from "node:fs";
import { ApolloGateway, type GatewayConfig, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { verifyToken } from "./verify-token.ts";

// Apollo's documentation for `@apollo/gateway`, with its defaults: the supergraph from a file, the token verified in
// the context function and passed on. GATEWAY names a package whose gateway stands in the place of ApolloGateway, and
// FETCHER asks for that package's fetcher.

interface GatewayPackage {
  createGateway(config: GatewayConfig): ApolloGateway;
  createFetcher(): RemoteGraphQLDataSource["fetcher"];
}

const { PORT, SUPERGRAPH_PATH = "", PUBLIC_KEY_PATH = "", GATEWAY = "", FETCHER = "" } = process.env;
const other: GatewayPackage | null = GATEWAY === "" ? null : await import(GATEWAY);
const fetcher = FETCHER === "" ? undefined : other?.createFetcher();
const config: GatewayConfig = {
  supergraphSdl: readFileSync(SUPERGRAPH_PATH, "utf8"),
  buildService: ({ url = "" }) =>
    new RemoteGraphQLDataSource<{ authorization?: string }>({
      url,
      willSendRequest({ request, context: { authorization } }) {
        if (authorization !== undefined) request.http?.headers.set("authorization", authorization);
      },
      ...(fetcher === undefined ? {} : { fetcher }),
    }),
};
const gateway = other === null ? new ApolloGateway(config) : other.createGateway(config);
const server = new ApolloServer({ gateway });
const publicKey = PUBLIC_KEY_PATH === "" ? null : readFileSync(PUBLIC_KEY_PATH, "utf8");

await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(PORT), path: "/graphql" } as { port: number },
  async context({ req }) {
    if (publicKey === null) return {};
    const { authorization } = req.headers;
    return { caller: verifyToken(authorization, publicKey), authorization };
  },
});
