import type { GraphQLError } from "graphql";
import type { EngineOperation } from "../../packages/engine/engine.ts";
import { PlanningError } from "../../packages/engine/planning/planning-error.ts";
import { createClientError } from "../../packages/server/errors/error-codes.ts";
import type { AllowedOperation, PartOfOperation } from "../authorization/authorization.ts";
import type { ServedGraph } from "../graph/served-graph.ts";
import type { ExecutionResponse } from "../responses/execute.ts";
import { buildPlanCacheKey } from "./plan-cache-key.ts";
import type { ResolvedOperation } from "./resolved-operation.ts";
import { readExactVariables } from "./sent-variables.ts";

/**
 * Executes what the caller may have of an operation: with an answer that is shared or kept, else with the engine.
 * @throws QUERY_PLANNING_FAILED, HTTP 400, for an operation that is beyond the planner
 */
export async function executeOperation(
  { engine, listRounded, operationCounts }: ServedGraph,
  resolved: ResolvedOperation,
  allowed: AllowedOperation | PartOfOperation,
): Promise<ExecutionResponse> {
  const { context, variables } = resolved;
  const operation = describeOperation(resolved, allowed);
  if (allowed.kind === "allowed") operationCounts.count(operation);
  // First, as an answer to the rounded number is an answer to another one.
  const rounded = listRounded(resolved.operation, variables, () => readExactVariables(context.sent));
  if (rounded.length > 0) return { data: null, errors: rounded.map((error) => error.toJSON()) };
  try {
    return await engine.execute(operation, context, context.explanation?.begin());
  } catch (error) {
    throw error instanceof PlanningError ? describeForClient(error) : error;
  }
}

function describeOperation(
  { document, operationName, queryHash, variables, context: { delivery } }: ResolvedOperation,
  allowed: AllowedOperation | PartOfOperation,
): EngineOperation {
  const part = allowed.kind === "filtered" ? allowed : { document, variant: "" };
  const cacheKey = buildPlanCacheKey(queryHash, operationName, part.variant);
  const mayDefer = delivery.takesParts && (allowed.kind === "allowed" || allowed.completeParts !== null);
  return { document: part.document, operationName, variables, cacheKey, mayDefer };
}

/** Nothing was executed, and trying again would not help. */
function describeForClient({ message, originalError }: PlanningError): GraphQLError {
  return createClientError("QUERY_PLANNING_FAILED", message, {
    originalError,
    extensions: { http: { status: 400 } },
  });
}
