import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { type ExecutionResult, execute, type GraphQLSchema } from "graphql";
import type { EndpointContext } from "./endpoint-context.ts";
import { openSubscription, type SubscriptionSource } from "./open-subscription.ts";

type ApolloGateway = ApolloServerOptionsWithGateway<never>["gateway"];
type Loaded = Awaited<ReturnType<ApolloGateway["load"]>>;
type ApolloRequest = Parameters<NonNullable<Loaded["executor"]>>[0];

/** A request that is parsed, valid and not refused: the part that executors read of what Apollo Server gives a gateway. */
export interface ExecutionRequest
  extends Pick<ApolloRequest, "schema" | "document" | "operation" | "operationName" | "queryHash" | "context"> {
  readonly request: Pick<ApolloRequest["request"], "variables" | "operationName">;
  /** What the HTTP answer begins with; absent where the answer is not for HTTP. */
  readonly response?: { readonly http?: AnswerHead } | undefined;
}

/** The status and headers of an answer. */
export interface AnswerHead {
  status?: number;
  readonly headers: { set(name: string, value: string): unknown };
}

/** Executes a request. */
export type Execute = (request: ExecutionRequest) => Promise<ExecutionResult>;

/** A gateway as Apollo Server asks it for schema and executor; here it always has one. */
export interface ExecutableGateway extends Pick<ApolloGateway, "onSchemaLoadOrUpdate" | "stop"> {
  load(options: Parameters<ApolloGateway["load"]>[0]): Promise<{ readonly executor: Execute }>;
}

/**
 * Serves a schema of its own as a gateway, so that all endpoints execute in one way: by graphql-js, as Apollo Server does.
 * @param source what its subscriptions are made of; null: it has none
 */
export function createSchemaGateway<Context extends EndpointContext>(
  schema: GraphQLSchema,
  source: SubscriptionSource<Context> | null = null,
): ExecutableGateway {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    async load() {
      return {
        // An async function would take some promises more.
        executor({ document, operation, context, request: { variables: variableValues, operationName } }) {
          const operationToExecute = { schema, document, variableValues, operationName };
          if (source !== null && operation?.operation === "subscription")
            // Apollo Server hands on the context that the endpoint has made.
            return openSubscription(operationToExecute, context as Context, source);
          return Promise.resolve(execute({ ...operationToExecute, contextValue: context }));
        },
      };
    },
    stop: async () => undefined,
  };
}
