import "../../../router/graph/telemetry-off.ts";
import { ApolloGateway, type GatewayConfig } from "@apollo/gateway";
import { ApolloServer, type ApolloServerPlugin, type BaseContext } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { createGateway } from "../../../packages/gateway/create-gateway.ts";
import { stopAfterTests } from "../../support/started-processes.ts";

/** Both gateways: what is true of Apollo's has to be true of ours. */
export const GATEWAYS: readonly { readonly name: string; create(config: GatewayConfig): ApolloGateway }[] = [
  { name: "Apollo's gateway", create: (config) => new ApolloGateway({ logger: silent, ...config }) },
  { name: "our gateway", create: (config) => createGateway({ logger: silent, ...config }) },
];

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** What a client sends. */
export interface ClientRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a client gets. */
export interface ClientAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions?: Readonly<Record<string, unknown>>;
    }[];
    readonly extensions?: unknown;
  };
}

/** Sends requests to a server. */
export type Ask = (request: ClientRequest) => Promise<ClientAnswer>;

/** An Apollo Server over HTTP, whose context is the token that the client sent. It is stopped after the file's tests. */
export async function serve(gateway: ApolloGateway, plugins: ApolloServerPlugin<BaseContext>[] = []): Promise<Ask> {
  const server = new ApolloServer<BaseContext>({
    gateway,
    plugins,
    logger: silent,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port: 0 },
    context: async ({ req }) => ({ token: req.headers.authorization }),
  });
  stopAfterTests(() => server.stop());
  return async ({ headers, ...body }) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };
}
