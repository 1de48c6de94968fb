import type { FastifyBaseLogger } from "fastify";
import type { SpendingExchange } from "../limits/rate-limit-across-workers.ts";
import { connectToRedis } from "./redis-connection.ts";
import { createSeal } from "./seal.ts";
import { createSharedSpending } from "./shared-spending.ts";
import { createSharedValues } from "./shared-values.ts";
import type { SharedStateSettings } from "./variables.ts";

/** What routers share. */
export type SharedState = ReturnType<typeof createSharedState>;

/**
 * Connects this process with all that have the same server, the same secret and the same supergraph. Without the server,
 * it does the same by itself.
 */
export function createSharedState({ url, secret }: NonNullable<SharedStateSettings>, log: FastifyBaseLogger) {
  const connection = connectToRedis(url, log);
  const seal = createSeal(secret);
  let supergraph = "";
  const nameChannel = () => `supergraph:${supergraph}:spent`;
  return {
    values: createSharedValues(connection, seal),
    /** Shares rates also with the other workers of this router, if there are any. */
    shareSpending: (workers: SpendingExchange | null) => createSharedSpending(connection, seal, nameChannel, workers),
    readSupergraph: () => supergraph,
    /** From now on, shares with those that serve the supergraph with this hash. */
    follow(hash: string): void {
      supergraph = hash;
      void connection.listen(nameChannel());
    },
    isConnected: connection.isThere,
    countLosses: connection.countLosses,
    stop: connection.close,
  };
}
