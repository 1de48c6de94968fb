import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextDidEncounterErrors,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextExecutionDidStart,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from "@apollo/server";

/** Hears of every request, as Apollo Server's `GraphQLRequestListener` does, with hooks that are not async. */
export interface RequestListener<Context extends BaseContext> {
  /** May throw to refuse the operation. */
  didResolveOperation?(request: GraphQLRequestContextDidResolveOperation<Context>): void;
  didEncounterErrors?(request: GraphQLRequestContextDidEncounterErrors<Context>): void;
  executionDidStart?(request: GraphQLRequestContextExecutionDidStart<Context>): void;
  /** May change the response. */
  willSendResponse?(request: GraphQLRequestContextWillSendResponse<Context>): void;
}

/**
 * One plugin for all `listeners`, called in this order. A plugin for each would cost several promises per request.
 */
export function combineListeners<Context extends BaseContext>(
  listeners: readonly RequestListener<Context>[],
): ApolloServerPlugin<Context> {
  const combined: GraphQLRequestListener<Context> = {
    ...combineHook(listeners, "didResolveOperation"),
    ...combineHook(listeners, "didEncounterErrors"),
    ...combineHook(listeners, "executionDidStart"),
    ...combineHook(listeners, "willSendResponse"),
  };
  return { requestDidStart: async () => combined };
}

/** An empty object when no listener has the hook. */
function combineHook<Context extends BaseContext, Name extends keyof RequestListener<Context>>(
  listeners: readonly RequestListener<Context>[],
  name: Name,
): { readonly [name: string]: (request: never) => Promise<void> } {
  const hooks = listeners.flatMap((listener) => listener[name]?.bind(listener) ?? []);
  if (hooks.length === 0) return {};
  return {
    [name]: async (request) => {
      for (const hook of hooks) hook(request);
    },
  };
}
