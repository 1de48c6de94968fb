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

/** Sends an operation, and yields its answer, its parts or its events as they come. Leaving the loop ends them. */
export async function* sendStreaming(
  request: GraphqlRequest,
  headers: Readonly<Record<string, string>>,
  isSubscription: boolean,
): AsyncGenerator<GraphqlAnswer> {
  const departure = new AbortController();
  try {
    const accept = isSubscription ? ACCEPT_EVENTS : ACCEPT_DEFERRED;
    const response = await post(request, { accept, ...headers }, departure.signal);
    const parts = await meros<Part>(response);
    if (parts instanceof Response) yield (await parts.json()) as GraphqlAnswer;
    else for await (const part of parts) if (part.json) yield* readPart(part.body, isSubscription);
  } finally {
    departure.abort();
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
