import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import type { EngineOperation, EngineResponse } from "../../packages/engine/engine.ts";
import { parseExact, stringifyExact } from "../../packages/engine/exact-numbers.ts";
import { PlanningError } from "../../packages/engine/planning/planning-error.ts";
import { createClientError } from "../../packages/server/graphql/error-codes.ts";
import { standInForText } from "../../packages/server/graphql/written-data.ts";
import type { PartOfOperation, RefusedOperation } from "../authorization/authorization.ts";
import type { OperationCounts } from "../graph/busiest-operations.ts";
import type { ServedGraph } from "../graph/served-graph.ts";
import type { RouterContext } from "./router-context.ts";
import { readExactVariables } from "./sent-variables.ts";

/** The part of a graph that Apollo Server asks of a gateway. */
export type GatewayInterface = ApolloServerOptionsWithGateway<RouterContext>["gateway"];

type Executor = NonNullable<Awaited<ReturnType<GatewayInterface["load"]>>["executor"]>;

/** A request as Apollo Server hands it to a gateway: parsed, valid, and not too dear. */
export type ExecutionRequest = Parameters<Executor>[0];

/** Executes what the caller may have of an operation, and answers the whole of it; explained, if that is asked for. */
export async function executeRequest(
  graph: ServedGraph,
  execution: ExecutionRequest,
  counts: OperationCounts,
): Promise<ExecutionResult> {
  const { explanation, planningTurn } = execution.context as RouterContext;
  const executing = executeAllowed(graph, execution, counts);
  // It is valid, and what is to be executed has been planned by now.
  planningTurn?.endKnown();
  const result = await executing;
  if (explanation === null) return result;
  return { ...result, extensions: { ...result.extensions, queryPlan: explanation.build() } };
}

async function executeAllowed(
  graph: ServedGraph,
  execution: ExecutionRequest,
  counts: OperationCounts,
): Promise<ExecutionResult> {
  // Apollo Server asks even when it found no operation, whatever the type says, and sends this error on.
  if (!execution.operation) return { errors: [new GraphQLError("Name an operation of the document.")] };
  const authorization = authorize(graph, execution);
  if (authorization.kind === "refused") return refuse(execution, authorization);
  if (authorization.kind === "filtered") return executePart(graph, execution, authorization);
  const operation = describeOperation(execution, execution.document, "");
  counts.count(operation);
  const response = await execute(graph, execution, operation);
  return buildResult(response, (text) => standInForText(text, response.bytes ?? null));
}

function authorize({ authorizer }: ServedGraph, execution: ExecutionRequest) {
  const { document, operationName, request, context } = execution;
  const { caller } = context as RouterContext;
  return authorizer.authorize({ document, operationName, variables: request.variables ?? {}, caller });
}

async function executePart(
  graph: ServedGraph,
  execution: ExecutionRequest,
  { document, variant, complete }: PartOfOperation,
): Promise<ExecutionResult> {
  const response = await execute(graph, execution, describeOperation(execution, document, variant));
  const result = complete(buildResult(response, (text) => parseExact(text) as Record<string, unknown>));
  if (!result.data) return result;
  return { ...result, data: standInForText(stringifyExact(result.data), null) };
}

/** `variant` tells what is left of an operation from the operation, and from what is left for others. */
function describeOperation(
  { request, operationName, queryHash }: ExecutionRequest,
  document: DocumentNode,
  variant: string,
): EngineOperation {
  const cacheKey = JSON.stringify([queryHash, operationName, variant]);
  return { document, operationName, variables: request.variables ?? {}, cacheKey };
}

async function execute(
  { engine, listRounded }: ServedGraph,
  execution: ExecutionRequest,
  operation: EngineOperation,
): Promise<EngineResponse> {
  const { context } = execution;
  const { explanation, sent } = context as RouterContext;
  // Before the engine, and what stands in front of it: an answer to the rounded number is an answer to another one.
  const rounded = listRounded(execution.operation, operation.variables, () => readExactVariables(sent));
  if (rounded.length > 0) return { data: null, errors: rounded.map((error) => error.toJSON()) };
  try {
    return await engine.execute(operation, context as RouterContext, explanation?.begin());
  } catch (error) {
    throw error instanceof PlanningError ? describeForClient(error) : error;
  }
}

/** Nothing was executed, and trying again would not help. */
function describeForClient({ message, originalError }: PlanningError): GraphQLError {
  return createClientError("QUERY_PLANNING_FAILED", message, {
    originalError,
    extensions: { http: { status: 400 } },
  });
}

/** An answer has no `data` when nothing was executed (GraphQL specification §7.1). */
function buildResult(
  { data, errors }: EngineResponse,
  read: (text: string) => Record<string, unknown>,
): ExecutionResult {
  const listed = errors.length === 0 ? {} : { errors: errors.map(toGraphqlError) };
  if (data === null) return listed;
  return { ...listed, data: data === "null" ? null : read(data) };
}

function toGraphqlError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
}

/** Nothing was executed, so the whole response says why (RFC 6750 §3.1). */
function refuse(
  { response }: ExecutionRequest,
  { result, refusal }: RefusedOperation,
): RefusedOperation["result"] {
  const http = response?.http;
  if (http === undefined || refusal === null) return result;
  http.status = refusal === "UNAUTHENTICATED" ? 401 : 403;
  if (refusal === "UNAUTHENTICATED") http.headers.set("www-authenticate", "Bearer");
  return result;
}
