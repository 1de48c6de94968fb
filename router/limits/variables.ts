import type * as z from "zod";
import { buildOperationLimits, limit, operationLimitsVariables } from "../../packages/limits/variables.ts";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import { DEFAULT_RATE_LIMITS } from "./rate-limit.ts";
import type { RateLimits } from "./token-bucket.ts";

const { perSecond, burst } = DEFAULT_RATE_LIMITS;

/** The variables of what one request may be and cost, and how many there may be. */
export const limitsVariables = {
  ...operationLimitsVariables,
  RATE_LIMIT: limit(perSecond),
  RATE_LIMIT_BURST: wholeNumber(1, 1_000_000).default(burst),
};

/** The limits of requests. */
export type RequestLimits = ReturnType<typeof buildRequestLimits>;

/** Builds the limits from the values of `limitsVariables`. */
export function buildRequestLimits(values: z.output<z.ZodObject<typeof limitsVariables>>) {
  const rate: RateLimits = { perSecond: values.RATE_LIMIT, burst: values.RATE_LIMIT_BURST };
  return { ...buildOperationLimits(values), rate };
}
