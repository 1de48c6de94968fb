import { readFileSync } from "node:fs";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { GraphQLError } from "graphql";
import jsonwebtoken from "jsonwebtoken";

// Apollo's documentation for `@apollo/gateway`, with its defaults: the supergraph from a file, the token verified in
// the context function and passed on.

const { PORT, SUPERGRAPH_PATH = "", PUBLIC_KEY_PATH = "" } = process.env;
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH_PATH, "utf8"),
  buildService: ({ url = "" }) =>
    new RemoteGraphQLDataSource<{ authorization?: string }>({
      url,
      willSendRequest({ request, context: { authorization } }) {
        if (authorization !== undefined) request.http?.headers.set("authorization", authorization);
      },
    }),
});
const server = new ApolloServer({ gateway });
const publicKey = PUBLIC_KEY_PATH === "" ? null : readFileSync(PUBLIC_KEY_PATH, "utf8");

await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(PORT), path: "/graphql" } as { port: number },
  async context({ req }) {
    if (publicKey === null) return {};
    try {
      const { authorization = "" } = req.headers;
      const token = authorization.slice("Bearer ".length);
      const claims = jsonwebtoken.verify(token, publicKey, {
        algorithms: ["RS256"],
        issuer: "urn:supergraph:accounts",
        audience: "urn:supergraph",
      });
      return { caller: claims.sub, authorization };
    } catch {
      throw new GraphQLError("Sign in first.", {
        extensions: { code: "UNAUTHENTICATED", http: { status: 401 } },
      });
    }
  },
});
