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
  const operation = describeOperation(resolved, allowed, context.delivery.takesParts);
  if (allowed.kind === "allowed") operationCounts.count(operation);
  // First, as an answer to the rounded number is an answer to another one.
  const rounded = listRounded(resolved.operation, variables, () => readExactVariables(context.sent));
  if (rounded.length > 0) return { data: null, errors: rounded.map((error) => error.toJSON()) };
  try {
    return await engine.execute(operation, context, context.explanation?.begin());
  } catch (error) {
    throw explainPlanningError(error);
  }
}

/**
 * The operation as the engine knows it: what the caller may have of it.
 * @param takesParts whether its client takes an answer in parts
 */
export function describeOperation(
  request: Pick<ResolvedOperation, "document" | "operationName" | "queryHash" | "variables">,
  allowed: AllowedOperation | PartOfOperation,
  takesParts: boolean,
): EngineOperation {
  const { document, operationName, queryHash, variables } = request;
  const part = allowed.kind === "filtered" ? allowed : { document, variant: "" };
  const cacheKey = buildPlanCacheKey(queryHash, operationName, part.variant);
  const mayDefer = takesParts && (allowed.kind === "allowed" || allowed.completeParts !== null);
  return { document: part.document, operationName, variables, cacheKey, mayDefer };
}

/** Nothing was executed, and trying again would not help. Other errors stay as they are. */
export function explainPlanningError(error: unknown): unknown {
  if (!(error instanceof PlanningError)) return error;
  const { message, originalError } = error;
  return createClientError("QUERY_PLANNING_FAILED", message, {
    originalError,
    extensions: { http: { status: 400 } },
  });
}
