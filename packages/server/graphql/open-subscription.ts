import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, GraphQLError } from "graphql";
import { type ResultSink, StreamedResult } from "../streams/result-stream.ts";
import type { EndpointContext } from "./endpoint-context.ts";
import { stringifyResult } from "./written-data.ts";

/** What the subscriptions of a schema are made of. Its resolvers give the events. */
export interface SubscriptionSource<Context extends EndpointContext> {
  /** The context of one event: what is loaded for one is not kept for the next. The request's own where absent. */
  readonly createEventContext?: (context: Context) => Context;
  /** The position of an event, from which a client can go on; null: it has none. */
  readonly findPosition?: (event: unknown) => string | null;
  /** Executes one event, with something about it. Where absent, it is just executed. */
  readonly executeEvent?: (execute: ExecuteEvent) => PromiseOrValue<ExecutionResult>;
}

type PromiseOrValue<Value> = Promise<Value> | Value;
type ExecuteEvent = () => PromiseOrValue<ExecutionResult>;

/** The events that a resolver gives. */
interface Events extends AsyncIterable<unknown> {
  /** Headers for the answer in Server-Sent Events. */
  readonly head?: Readonly<Record<string, string>>;
  /** Whether the source keeps its events. Then a slow reader is waited for, and not cut off. */
  readonly canWait?: boolean;
}

/** What Apollo Server is told of a subscription that is answered by a stream. */
export const STREAMED: ExecutionResult = { data: null };

/** Begins a subscription: its results are a stream of `context.delivery`. @returns errors, if it cannot begin */
export async function openSubscription<Context extends EndpointContext>(
  operation: Omit<ExecutionArgs, "contextValue">,
  context: Context,
  source: SubscriptionSource<Context>,
): Promise<ExecutionResult> {
  const events: Events | ExecutionResult = await createSourceEventStream({ ...operation, contextValue: context });
  if (!isStream(events)) return events;
  const iterator = events[Symbol.asyncIterator]();
  const canWait = events.canWait === true;
  context.delivery.stream = {
    ...(events.head === undefined ? {} : { head: events.head }),
    start(sink) {
      const send = async (event: unknown) => {
        sink.next(await executeEvent(operation, context, source, event));
        if (canWait) await sink.waitForRoom?.();
      };
      void pass(iterator, sink, context, send);
      return () => void iterator.return?.();
    },
  };
  return STREAMED;
}

function isStream(events: Events | ExecutionResult): events is Events {
  return Symbol.asyncIterator in events;
}

/** Never rejects. */
async function pass(
  iterator: AsyncIterator<unknown>,
  sink: ResultSink,
  context: EndpointContext,
  send: (event: unknown) => Promise<void>,
): Promise<void> {
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      await send(next.value);
    }
    sink.end();
  } catch (error) {
    const failure = error instanceof GraphQLError ? error : new GraphQLError("", { originalError: toError(error) });
    sink.end(context.maskErrors([failure], context));
  }
}

async function executeEvent<Context extends EndpointContext>(
  operation: Omit<ExecutionArgs, "contextValue">,
  context: Context,
  { createEventContext = () => context, findPosition = () => null, executeEvent: run }: SubscriptionSource<Context>,
  rootValue: unknown,
): Promise<StreamedResult> {
  const contextValue = createEventContext(context);
  const executeOnce = () => execute({ ...operation, contextValue, rootValue });
  const { errors, ...result } = await (run === undefined ? executeOnce() : run(executeOnce));
  const told = errors === undefined ? result : { ...result, errors: context.maskErrors(errors, context) };
  return new StreamedResult(stringifyResult(told), findPosition(rootValue));
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
