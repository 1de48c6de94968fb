import type { ClientView } from "../compilation/compile-operation.ts";
import type { RequestText } from "../compilation/request-text.ts";
import type { EntityStep, RootStep } from "../compilation/step.ts";
import type { ExecutionObserver } from "../engine.ts";
import { parseExact } from "../exact-numbers.ts";
import type { ObservedFetch, ObservedNode } from "../fetch-observer.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { VerbatimReader } from "../response/verbatim-reader.ts";
import type { SubgraphResponse, SubgraphTransport } from "../subgraph-transport.ts";
import type { ExecutionState } from "./execution-state.ts";

/** One execution that is running. */
export interface OperationRun<Context> {
  readonly state: ExecutionState;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly observer: ExecutionObserver | undefined;
  readonly transport: SubgraphTransport<Context>;
  readonly subtypes: Subtypes;
  readonly client: ClientView;
  readonly readVerbatim: VerbatimReader | null;
  /** The event of a subscription; null for any other operation. */
  readonly event: SubgraphResponse | null;
}

/** Completes a request. `added` are the engine's own variables, as `"name":value`. */
export function buildBody(
  { start, variables }: RequestText,
  provided: Readonly<Record<string, unknown>>,
  added: readonly string[],
): string {
  const members = [...added];
  for (const { clientName, start: name } of variables) {
    // If the client left a variable out, the default in the subgraph's operation counts.
    if (!Object.hasOwn(provided, clientName) || provided[clientName] === undefined) continue;
    members.push(name + JSON.stringify(provided[clientName]));
  }
  return `${start}${members.join(",")}}}`;
}

/** Sends a step's request, and settles its answer; an error if none comes. */
export function sendRequest<Context>(
  { transport, context, observer, readVerbatim }: OperationRun<Context>,
  step: RootStep | EntityStep,
  body: string,
  describeNodes: () => readonly ObservedNode[],
  settle: (answer: SubgraphResponse | Error) => void,
): Promise<void> {
  const { subgraph, operationKind, operationName, path, needsExactNumbers } = step;
  const request = {
    subgraph,
    body,
    operationKind,
    path,
    operationName,
    parse: needsExactNumbers ? parseExact : undefined,
    // What an observer is told of is parsed.
    readVerbatim: observer === undefined && readVerbatim !== null ? readVerbatim : undefined,
  };
  if (observer === undefined) return transport(request, context).then(settle, (error) => settle(toError(error)));
  const fetch: ObservedFetch = { subgraph, nodes: describeNodes() };
  observer.fetchStarted?.(fetch);
  return transport(request, context)
    .catch(toError)
    .then((answer) => {
      observer.fetchEnded?.(fetch, answer);
      settle(answer);
    });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
