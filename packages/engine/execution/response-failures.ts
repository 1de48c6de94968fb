import type { GraphQLFormattedError } from "graphql";

/** An answer may be nested more deeply than the stack can hold. */
export const TOO_DEEP: GraphQLFormattedError = {
  message: "The answer of a subgraph is nested too deeply.",
  extensions: { code: "SUBGRAPH_INVALID_RESPONSE" },
};

/** A missing entity is not an error, but what is null without it must have one (GraphQL specification §7.1). */
export const NOTHING_LEFT: GraphQLFormattedError = {
  message: "The answer cannot do without something that does not exist.",
  extensions: { code: "NOT_FOUND" },
};

/** The error of parts that a defect ends. */
export const INCOMPLETE: GraphQLFormattedError = {
  message: "This part of the answer cannot be completed.",
  extensions: { code: "INTERNAL_SERVER_ERROR" },
};
