import type { ExecutionResult } from "graphql";
import { meros } from "meros/browser";
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

const ACCEPT_DEFERRED = "multipart/mixed;deferSpec=20220824, application/json";
const ACCEPT_EVENTS = "multipart/mixed;subscriptionSpec=1.0, application/json";

/** A part of an answer, or an event in the form of Apollo's multipart subscriptions; without anything: a heartbeat. */
interface Part extends GraphqlAnswer {
  readonly payload?: GraphqlAnswer | null;
}

/** Sends an operation with the session's token, unless `headers` have another. */
export async function sendRequest(
  request: GraphqlRequest,
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphqlAnswer> {
  return (await (await post(request, headers)).json()) as GraphqlAnswer;
}

/** Sends an operation, and yields its answer, its parts or its events as they come, until `departure` aborts it. */
export async function* sendStreaming(
  request: GraphqlRequest,
  headers: Readonly<Record<string, string>>,
  isSubscription: boolean,
  departure: AbortSignal,
): AsyncGenerator<GraphqlAnswer> {
  const accept = isSubscription ? ACCEPT_EVENTS : ACCEPT_DEFERRED;
  try {
    const response = await post(request, { accept, ...headers }, departure);
    const parts = await meros<Part>(response);
    if (parts instanceof Response) yield (await parts.json()) as GraphqlAnswer;
    else for await (const part of parts) if (part.json) yield* readPart(part.body, isSubscription);
  } catch (error) {
    if (!departure.aborted) throw error;
  }
}

function* readPart(part: Part, isSubscription: boolean): Generator<GraphqlAnswer> {
  if (!isSubscription) yield part;
  else if (part.payload) yield part.payload;
  else if (part.errors !== undefined) yield { errors: part.errors };
}

function post(
  { query, operationName, variables }: GraphqlRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(ENDPOINT, {
    method: "POST",
    headers: withAuthorization({ "content-type": "application/json", ...headers }),
    body: JSON.stringify({ query, operationName, variables }),
    signal,
  });
}
