import type { ExecutionResult } from "graphql";
import { withAuthorization } from "./session.ts";

/** A GraphQL request of the editor or the page. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
}

/** An answer. Its errors are plain objects, although the library's type says otherwise. */
export type GraphqlAnswer = ExecutionResult;

/** Where the router answers operations. */
export const ENDPOINT = "/graphql";

/** Sends an operation with the session's token, unless `headers` have another. */
export async function sendRequest(
  { query, operationName, variables }: GraphqlRequest,
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(ENDPOINT, {
    method: "POST",
    headers: withAuthorization({ "content-type": "application/json", ...headers }),
    body: JSON.stringify({ query, operationName, variables }),
  });
  return (await response.json()) as GraphqlAnswer;
}
