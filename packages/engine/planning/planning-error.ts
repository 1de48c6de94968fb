import { GraphQLError } from "graphql";

/** The message for clients; the planner's own is only in the log. */
export const UNPLANNABLE = "The router found no way to execute this operation. Ask for it in smaller parts.";

/** The planner cannot plan an operation, or not within its limits. `originalError` is the planner's error. */
export class PlanningError extends GraphQLError {
  override readonly name = "PlanningError";

  constructor(reason: string | Error) {
    const originalError = reason instanceof Error ? reason : new Error(reason);
    super(UNPLANNABLE, { originalError, extensions: { code: "QUERY_PLANNING_FAILED" } });
  }
}
