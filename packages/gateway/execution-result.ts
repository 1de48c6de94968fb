import type { ApolloGateway } from "@apollo/gateway";
import { GraphQLError, type GraphQLFormattedError, getVariableValues } from "graphql";
import type { EngineResponse } from "../engine/engine.ts";
import { formatFailureKey, type GatewayExecution } from "./data-source-transport.ts";

type GatewayResult = Awaited<ReturnType<ApolloGateway["executor"]>>;

/** The engine's response as Apollo Server reads a gateway's. */
export function buildResult({ data, errors }: EngineResponse, execution: GatewayExecution): GatewayResult {
  if (data === null)
    return { errors: listVariableErrors(execution) ?? errors.map((error) => restore(error, execution)) };
  const parsed = JSON.parse(data);
  if (errors.length === 0) return { data: parsed };
  return { data: parsed, errors: errors.map((error) => restore(error, execution)) };
}

/** The errors of variables with the nodes by which Apollo Server knows them; undefined when there are none. */
function listVariableErrors({ request }: GatewayExecution): readonly GraphQLError[] | undefined {
  const definitions = request.operation?.variableDefinitions ?? [];
  return getVariableValues(request.schema, definitions, request.request.variables ?? {}).errors;
}

/** `originalError` is what the data source threw. An error that a subgraph gave without a code gets Apollo's. */
function restore(
  { message, path, extensions = {} }: GraphQLFormattedError,
  { failures }: GatewayExecution,
): GraphQLError {
  const { serviceName } = extensions;
  const originalError = failures.get(formatFailureKey(serviceName, message));
  const isReported = serviceName !== undefined && originalError === undefined;
  const code = isReported ? { code: "DOWNSTREAM_SERVICE_ERROR" } : {};
  return new GraphQLError(message, { path, extensions: { ...code, ...extensions }, originalError });
}
