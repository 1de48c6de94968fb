import { GraphQLError } from "graphql";

/** What a client is told; only the log learns what the planner said. */
export const UNPLANNABLE = "The router found no way to execute this operation. Ask for it in smaller parts.";

/** An operation that the planner cannot plan, or not within its limits. `originalError` is what it said. */
export class PlanningError extends GraphQLError {
  override readonly name = "PlanningError";

  constructor(reason: string | Error) {
    const originalError = reason instanceof Error ? reason : new Error(reason);
    super(UNPLANNABLE, { originalError, extensions: { code: "QUERY_PLANNING_FAILED" } });
  }
}
