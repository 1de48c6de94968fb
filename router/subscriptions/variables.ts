import type * as z from "zod";
import { limit } from "../../packages/limits/variables.ts";

/** The variables of how many subscriptions may be open, and for how long. */
export const subscriptionVariables = {
  MAX_SUBSCRIPTIONS: limit(10_000),
  MAX_SUBSCRIPTIONS_PER_CALLER: limit(100),
  MAX_SUBSCRIPTION_MS: limit(3_600_000),
};

/** The limits of subscriptions; `Infinity` is none. */
export type SubscriptionLimits = ReturnType<typeof buildSubscriptionLimits>;

/** Builds the limits from the values of `subscriptionVariables`. */
export function buildSubscriptionLimits(values: z.output<z.ZodObject<typeof subscriptionVariables>>) {
  return {
    maximum: values.MAX_SUBSCRIPTIONS,
    maximumPerCaller: values.MAX_SUBSCRIPTIONS_PER_CALLER,
    /** How long one may be open, in milliseconds. */
    maximumMs: values.MAX_SUBSCRIPTION_MS,
  };
}
