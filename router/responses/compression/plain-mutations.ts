import type { RequestListener } from "../../../packages/server/graphql/request-listener.ts";

/**
 * Keeps the answers of mutations from being compressed, here and by proxies that obey `no-transform`: a sign-in answers
 * tokens beside text of the client's choice, and the size of the two compressed together tells of the tokens (BREACH).
 */
export function createPlainMutations(): RequestListener<object> {
  return {
    willSendResponse({ operation, response }) {
      if (operation?.operation !== "mutation") return;
      response.http.headers.set("cache-control", "no-store, no-transform");
    },
  };
}
