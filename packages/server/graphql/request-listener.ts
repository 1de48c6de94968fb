import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextDidEncounterErrors,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextExecutionDidStart,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from "@apollo/server";

/** What listeners read of a request. */
type Heard<Request> = Pick<Request, keyof Request & HeardName>;
type HeardName =
  | "request"
  | "response"
  | "schema"
  | "source"
  | "queryHash"
  | "document"
  | "operation"
  | "operationName"
  | "contextValue"
  | "metrics"
  | "errors";

/** Hears of every request, as Apollo Server's `GraphQLRequestListener` does, with hooks that are not async. */
export interface RequestListener<Context extends BaseContext> {
  /** May throw to refuse the operation. */
  didResolveOperation?(request: Heard<GraphQLRequestContextDidResolveOperation<Context>>): void;
  didEncounterErrors?(request: Heard<GraphQLRequestContextDidEncounterErrors<Context>>): void;
  executionDidStart?(request: Heard<GraphQLRequestContextExecutionDidStart<Context>>): void;
  /** May change the response. */
  willSendResponse?(request: Heard<GraphQLRequestContextWillSendResponse<Context>>): void;
}

/** One listener for all `listeners`, called in this order. */
export function combineListeners<Context extends BaseContext>(
  listeners: readonly RequestListener<Context>[],
): RequestListener<Context> {
  return {
    ...combineHook(listeners, "didResolveOperation"),
    ...combineHook(listeners, "didEncounterErrors"),
    ...combineHook(listeners, "executionDidStart"),
    ...combineHook(listeners, "willSendResponse"),
  };
}

/** An empty object when no listener has the hook. */
function combineHook<Context extends BaseContext, Name extends keyof RequestListener<Context>>(
  listeners: readonly RequestListener<Context>[],
  name: Name,
): { readonly [name: string]: (request: never) => void } {
  const hooks = listeners.flatMap((listener) => listener[name]?.bind(listener) ?? []);
  if (hooks.length === 0) return {};
  return {
    [name]: (request) => {
      for (const hook of hooks) hook(request);
    },
  };
}

/** The listener as a plugin. One for each listener would cost several promises per request. */
export function createListenerPlugin<Context extends BaseContext>(
  listener: RequestListener<Context>,
): ApolloServerPlugin<Context> {
  const heard: GraphQLRequestListener<Context> = {
    didResolveOperation: async (request) => listener.didResolveOperation?.(request),
    didEncounterErrors: async (request) => listener.didEncounterErrors?.(request),
    executionDidStart: async (request) => listener.executionDidStart?.(request),
    willSendResponse: async (request) => listener.willSendResponse?.(request),
  };
  return { requestDidStart: async () => heard };
}
