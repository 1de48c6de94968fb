import type { GraphQLDataSource } from "@apollo/gateway";
import type { GraphQLFormattedError } from "graphql";
import type { RouterContext } from "../context.ts";
import { findMissingFields } from "./missing-fields.ts";
import type { SubgraphClient } from "./subgraph-client.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/**
 * Lets Apollo Gateway fetch from the subgraph behind `client`. A fetch that fails is answered with an error at each
 * field that it leaves without data, so that clients can tell a null that is missing from a null that is meant.
 */
export function createDataSource(client: SubgraphClient): GraphQLDataSource {
  return {
    async process({ request, ...options }) {
      const { query = "", operationName, variables = {} } = request;
      const context = options.context as RouterContext;
      try {
        return await client.send(JSON.stringify({ query, operationName, variables }), context);
      } catch (error) {
        if (!(error instanceof SubgraphFailure)) throw error;
        context.log.warn(
          { subgraph: error.subgraph, code: error.code, err: error.cause },
          "a subgraph fetch failed",
        );
        return { data: null, errors: buildErrors(error, query, variables) };
      }
    },
  };
}

function buildErrors(
  { message, code }: SubgraphFailure,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): GraphQLFormattedError[] {
  const paths = findMissingFields(query, variables);
  return paths.map((path) => ({ message, path, extensions: { code } }));
}
