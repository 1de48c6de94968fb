import type { RequestListener } from "../../../packages/server/graphql/request-listener.ts";
import type { ExecutionContext } from "../execute.ts";
import type { AnswerAge } from "./response-cache.ts";

/**
 * Tells clients, and caches on the way, how long an answer without errors is good (RFC 9111 §5.1, §5.2.2). Any other
 * answer must not be kept. Only an anonymous caller's answer is public: caches do not know our access rules.
 */
export function createFreshnessHeaders(
  findAge: (context: object) => AnswerAge | undefined,
): RequestListener<Pick<ExecutionContext, "caller">> {
  return {
    willSendResponse({ contextValue, response: { body, http } }) {
      const age = findAge(contextValue);
      if (age === undefined || body.kind !== "single" || body.singleResult.errors !== undefined) return;
      const { maxAgeSeconds, isPrivate } = age.freshness;
      const scope = isPrivate || contextValue.caller !== null ? "private" : "public";
      http.headers.set("cache-control", `max-age=${maxAgeSeconds}, ${scope}`);
      http.headers.set("age", String(age.ageSeconds));
    },
  };
}
