import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextDidEncounterErrors,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextExecutionDidStart,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from "@apollo/server";

/** Takes part in every request, as Apollo Server's `GraphQLRequestListener` does, with hooks that wait for nothing. */
export interface RequestListener<Context extends BaseContext> {
  /** What it throws refuses the operation. */
  didResolveOperation?(request: GraphQLRequestContextDidResolveOperation<Context>): void;
  didEncounterErrors?(request: GraphQLRequestContextDidEncounterErrors<Context>): void;
  executionDidStart?(request: GraphQLRequestContextExecutionDidStart<Context>): void;
  /** May change the response. */
  willSendResponse?(request: GraphQLRequestContextWillSendResponse<Context>): void;
}

/**
 * One plugin for all `listeners`, which hear of things in this order. As plugins of their own each would cost a handful
 * of promises per request, whether it has anything to do or not.
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

/** Nothing when nobody has such a hook. */
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
