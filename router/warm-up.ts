import type { FastifyInstance } from "fastify";
import { GRAPHQL_ROUTE } from "../packages/server/graphql/graphql-route.ts";

/** No client has it, so that the first client has its whole rate limit. */
const NO_CLIENT = "0.0.0.0";

/**
 * Lets `server` answer a request before it listens, so that the first client, who may be refused, does not wait until
 * the code is compiled. The request asks no subgraph and leaves no line in the log.
 */
export async function warmUp(server: FastifyInstance): Promise<void> {
  const { level } = server.log;
  server.log.level = "silent";
  const payload = { query: "{ __typename }" };
  await server.inject({ method: "POST", url: GRAPHQL_ROUTE, remoteAddress: NO_CLIENT, payload });
  server.log.level = level;
}
