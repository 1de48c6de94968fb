import type { ApolloGateway } from "@apollo/gateway";
import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { type DocumentNode, GraphQLError } from "graphql";
import type { Authorization, RefusedOperation } from "../authorization/authorization.ts";
import { type Authorizer, createAuthorizer } from "../authorization/authorizer.ts";
import type { RouterContext } from "../context.ts";
import { reportUnusableValues } from "./unusable-values.ts";

/** The part of a graph that Apollo Server asks of a gateway. */
export type GatewayInterface = ApolloServerOptionsWithGateway<RouterContext>["gateway"];

type Executor = NonNullable<Awaited<ReturnType<GatewayInterface["load"]>>["executor"]>;
type ExecutionContext = Parameters<Executor>[0];

/**
 * Puts the access rules of the supergraph before `gateway`: it plans and fetches only what the caller may have.
 * @param supergraphSdl the composed supergraph, with its access rules
 */
export function createAuthorizedGateway(gateway: ApolloGateway, supergraphSdl: string): GatewayInterface {
  let authorizer: Authorizer | null = null;
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    authorizer = createAuthorizer({ supergraphSdl, apiSchema });
  });

  function authorize({ document, operationName, request, context }: ExecutionContext): Authorization {
    if (authorizer === null) throw new Error("an operation arrived before the supergraph was loaded");
    const { caller } = context as RouterContext;
    return authorizer.authorize({ document, operationName, variables: request.variables ?? {}, caller });
  }

  async function load(
    options: Parameters<GatewayInterface["load"]>[0],
  ): ReturnType<GatewayInterface["load"]> {
    const { executor } = await gateway.load(options);
    const execute: Executor = async (execution) => {
      const { absentEntities } = execution.context as RouterContext;
      return reportUnusableValues(await executor(execution), absentEntities);
    };
    return {
      executor: async (execution) => {
        // Apollo Server asks even when it found no operation, whatever the type says, and sends this error on.
        if (!execution.operation) return { errors: [new GraphQLError("Name an operation of the document.")] };
        const authorization = authorize(execution);
        if (authorization.kind === "allowed") return execute(execution);
        if (authorization.kind === "refused") return refuse(execution, authorization);
        const { document, variant } = authorization;
        return authorization.complete(await execute(withDocument(execution, document, variant)));
      },
    };
  }

  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    load,
    stop: () => gateway.stop(),
  };
}

/** The gateway caches plans by the query's hash: what is left of a query needs a plan of its own. */
function withDocument(
  execution: ExecutionContext,
  document: DocumentNode,
  variant: string,
): ExecutionContext {
  return { ...execution, document, queryHash: `${execution.queryHash} ${variant}` };
}

/** Nothing was executed, so the whole response says why (RFC 6750 §3.1). */
function refuse(
  { response }: ExecutionContext,
  { result, refusal }: RefusedOperation,
): RefusedOperation["result"] {
  const http = response?.http;
  if (http === undefined || refusal === null) return result;
  http.status = refusal === "UNAUTHENTICATED" ? 401 : 403;
  if (refusal === "UNAUTHENTICATED") http.headers.set("www-authenticate", "Bearer");
  return result;
}
