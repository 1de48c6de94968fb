import { ApolloGateway, type GatewayConfig } from "@apollo/gateway";
import type { FastifyBaseLogger } from "fastify";
import type { ExecutionResult, GraphQLSchema } from "graphql";
import { declareDefer } from "../../packages/engine/operation/defer-directive.ts";
import type { ExecutableGateway, ExecutionRequest } from "../../packages/server/graphql/execution-request.ts";
import { buildLoadableSupergraph } from "./loadable-supergraph.ts";

/** Apollo Gateway, as far as it is used: it loads and validates each supergraph, whose schema gets `@defer`. */
export interface Gateway extends ExecutableGateway {
  /** Loads another supergraph. @throws Error when it is not valid; then the one before goes on being served */
  update(supergraphSdl: string): void;
}

/** Puts Apollo Gateway, which loads `firstSupergraphSdl`, before `execute`. */
export function createGateway(
  firstSupergraphSdl: string,
  log: FastifyBaseLogger,
  execute: (schema: GraphQLSchema, execution: ExecutionRequest) => Promise<ExecutionResult>,
): Gateway {
  let update: (supergraphSdl: string) => void = () => undefined;
  const apolloGateway = new ApolloGateway({
    async supergraphSdl(manager) {
      update = manager.update;
      return { supergraphSdl: buildLoadableSupergraph(firstSupergraphSdl) };
    },
    logger: quieten(log),
    // The engine fetches; what the gateway would fetch with is not asked.
    buildService: () => ({ process: () => Promise.reject(new Error("the engine fetches")) }),
  });
  return {
    async load(options) {
      await apolloGateway.load(options);
      return { executor: (execution) => execute(execution.schema, execution) };
    },
    update: (supergraphSdl) => update(buildLoadableSupergraph(supergraphSdl)),
    onSchemaLoadOrUpdate: (callback) =>
      apolloGateway.onSchemaLoadOrUpdate(({ apiSchema, ...loaded }) =>
        callback({ ...loaded, apiSchema: declareDefer(apiSchema) }),
      ),
    stop: () => apolloGateway.stop(),
  };
}

/** When all is well, the gateway's messages are of use to its developers alone. */
function quieten(log: FastifyBaseLogger): NonNullable<GatewayConfig["logger"]> {
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.debug(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}
