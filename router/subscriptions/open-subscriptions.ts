import type { GraphQLError } from "graphql";
import { refuseForNow } from "../../packages/server/errors/retry-after.ts";
import type { SubscriptionLimits } from "./variables.ts";

/** Counts the open subscriptions of the process, and those of each caller. */
export type OpenSubscriptions = ReturnType<typeof createOpenSubscriptions>;

/** Makes the count. A caller is who `findOwner` says: anonymous clients of one network are one caller. */
export function createOpenSubscriptions({ maximum, maximumPerCaller }: SubscriptionLimits) {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    count: () => total,
    /** Why `owner` may not open another: HTTP 503 or 429. Null: it may. */
    findRefusal(owner: string): GraphQLError | null {
      if (total >= maximum) return TOO_MANY;
      return (counts.get(owner) ?? 0) < maximumPerCaller ? null : refusePerCaller(maximumPerCaller);
    },
    add(owner: string): void {
      total += 1;
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
    },
    remove(owner: string): void {
      total -= 1;
      const rest = (counts.get(owner) ?? 0) - 1;
      if (rest > 0) counts.set(owner, rest);
      else counts.delete(owner);
    },
  };
}

/** Streams stay open: those who ask again at once would only be refused again. */
const RETRY_AFTER_SECONDS = 5;

const TOO_MANY = refuseForNow({
  code: "SERVICE_UNAVAILABLE",
  message: `Too many subscriptions are open. Try again in ${RETRY_AFTER_SECONDS} s.`,
  retryAfter: RETRY_AFTER_SECONDS,
});

function refusePerCaller(limit: number): GraphQLError {
  const message = `You have ${limit} open subscriptions, which is the limit (MAX_SUBSCRIPTIONS_PER_CALLER). End one first.`;
  return refuseForNow({ code: "RATE_LIMITED", message, retryAfter: RETRY_AFTER_SECONDS });
}
