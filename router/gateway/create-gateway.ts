import { ApolloGateway, type GatewayConfig } from "@apollo/gateway";
import type { FastifyBaseLogger } from "fastify";
import { removeAccessPurposes } from "../../access/access-features.ts";
import { createRequestSigner } from "../../service/router-auth/sign-request.ts";
import { StartupError } from "../../service/startup-error.ts";
import { type RouterConfig, subgraphUrlVariable } from "../config.ts";
import { explainFetches, explainOperations, notePlan } from "../explorer/explain/explain-gateway.ts";
import { removeNestedSlicingArguments } from "../limits/cost/plain-slicing-arguments.ts";
import type { BreakerState } from "../transport/circuit-breaker.ts";
import { createDataSource } from "../transport/data-source.ts";
import { createSubgraphClient, type SubgraphClient } from "../transport/subgraph-client.ts";
import { createAuthorizedGateway, type GatewayInterface } from "./authorized-gateway.ts";

/** A gateway, and the clients it fetches with. */
export interface GatewayWithClients {
  readonly gateway: GatewayInterface;
  /** One for each subgraph, once the gateway has loaded. */
  readonly clients: readonly SubgraphClient[];
  /** Closes the connections to all subgraphs. */
  closeClients(): Promise<void>;
}

/**
 * Makes the gateway for a composed supergraph: Apollo Gateway over our own transport, behind the access rules of the
 * supergraph.
 * @throws StartupError, here or when the gateway loads, when the supergraph is not valid or lacks a subgraph's URL
 */
export function createGateway(
  supergraphSdl: string,
  config: RouterConfig,
  logger: FastifyBaseLogger,
): GatewayWithClients {
  const clients: SubgraphClient[] = [];
  const signRequest = createRequestSigner(config.routerAuth);
  const gateway = explainFailure(config, () => {
    const apolloGateway = new ApolloGateway({
      // We enforce the access rules, so the gateway need not refuse a supergraph for having them.
      supergraphSdl: removeNestedSlicingArguments(removeAccessPurposes(supergraphSdl)),
      logger: quieten(logger),
      __exposeQueryPlanExperimental: false,
      experimental_didResolveQueryPlan: notePlan,
      buildService({ name, url }) {
        const client = createSubgraphClient({
          name,
          url: chooseUrl(name, url, config),
          limits: config.transport.findLimits(name),
          signRequest,
          onBreakerChange: (state, failure) => logBreaker(logger, { subgraph: name, state, failure }),
        });
        clients.push(client);
        return explainFetches(name, createDataSource(client));
      },
    });
    return explainOperations(createAuthorizedGateway(apolloGateway, supergraphSdl));
  });
  return {
    gateway: {
      ...gateway,
      load: (options) => explainFailure(config, () => gateway.load(options)),
    },
    clients,
    closeClients: async () => void (await Promise.all(clients.map((client) => client.close()))),
  };
}

const BREAKER_MESSAGES: Readonly<Record<BreakerState, string>> = {
  open: "a subgraph fails: it is asked no more until it answers again",
  "half-open": "a failing subgraph answers again",
  closed: "a subgraph that failed is asked again",
};

function logBreaker(logger: FastifyBaseLogger, { subgraph, state, failure }: BreakerChange): void {
  const isOpen = state === "open";
  logger[isOpen ? "warn" : "info"](
    { subgraph, breaker: state, ...(isOpen && { err: failure }) },
    BREAKER_MESSAGES[state],
  );
}

interface BreakerChange {
  readonly subgraph: string;
  readonly state: BreakerState;
  readonly failure: unknown;
}

/** What the gateway finds worth saying when all is well is of use to its developers only. */
function quieten(logger: FastifyBaseLogger): NonNullable<GatewayConfig["logger"]> {
  return {
    debug: (message) => logger.debug(message),
    info: (message) => logger.debug(message),
    warn: (message) => logger.warn(message),
    error: (message) => logger.error(message),
  };
}

function chooseUrl(name: string, url: string | undefined, { findSubgraphUrl }: RouterConfig): string {
  const chosen = findSubgraphUrl(name) ?? url ?? "";
  if (/^https?:\/\//i.test(chosen) && URL.canParse(chosen)) return chosen;
  throw new StartupError(
    `the supergraph gives no usable URL for the subgraph "${name}": set ${subgraphUrlVariable(name)}`,
  );
}

function explainFailure<Result>(config: RouterConfig, run: () => Result): Result {
  try {
    const result = run();
    if (result instanceof Promise) return result.catch((error) => fail(config, error)) as Result;
    return result;
  } catch (error) {
    return fail(config, error);
  }
}

function fail({ supergraphPath }: RouterConfig, error: unknown): never {
  if (error instanceof StartupError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new StartupError(
    `the supergraph ${supergraphPath} is not valid: ${reason.replace(/\s+/g, " ").trim()}`,
  );
}
