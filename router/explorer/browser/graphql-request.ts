import type { ExecutionResult } from "graphql";
import { withAuthorization } from "./session.ts";

/** A GraphQL request, as the editor or the page words it. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
}

/** An answer; its errors are plain objects, whatever the library's type says. */
export type GraphqlAnswer = ExecutionResult;

/** Where the router answers operations. */
export const ENDPOINT = "/graphql";

/** Sends an operation in the name of whoever is signed in, unless `headers` say who. */
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
