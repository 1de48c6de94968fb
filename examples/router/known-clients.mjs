import { GraphQLError } from "graphql";

// ROUTER_CONFIG=examples/router/known-clients.mjs: only clients that say a known name are answered.

const KNOWN = ["web", "ios"];

const knownClients = {
  async requestDidStart({ request }) {
    const name = request.http?.headers.get("apollographql-client-name");
    return {
      async didResolveOperation() {
        if (KNOWN.includes(name)) return;
        throw new GraphQLError("This client is not known here.", {
          extensions: { code: "FORBIDDEN", http: { status: 403 } },
        });
      },
    };
  },
};

export default { plugins: [knownClients] };
