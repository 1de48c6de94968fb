import type { MaybeCaller } from "../../identity/caller.ts";
import { createClientError } from "../../service/error-codes.ts";
import { findNetworkPrefix } from "../../service/network-prefix.ts";
import { type SpendingExchange, startSharedBuckets } from "./shared-buckets.ts";
import { createTokenBuckets, type RateLimits } from "./token-bucket.ts";

/** Counts a request for its caller, else for the address it came from. @throws RATE_LIMITED, HTTP 429 */
export type CountRequest = (caller: MaybeCaller, address: string) => void;

/**
 * Makes what counts requests; what is over the limits costs no more than its headers and its token's verification.
 * @param others the other workers that count the same callers' requests; null where there are none
 */
export function createRateLimit(limits: RateLimits, others: SpendingExchange | null): CountRequest {
  const isAlone = others === null || limits.perSecond === Infinity;
  const buckets = isAlone ? createTokenBuckets(limits) : startSharedBuckets(limits, others);
  return (caller, address) => {
    const key = caller === null ? `address ${findNetworkPrefix(address)}` : `caller ${caller.id}`;
    const wait = buckets.take(key);
    if (wait > 0) throw rateLimited(Math.max(1, Math.ceil(wait)));
  };
}

function rateLimited(retryAfter: number) {
  const http = { status: 429, headers: new Map([["retry-after", String(retryAfter)]]) };
  return createClientError("RATE_LIMITED", `Too many requests. Try again in ${retryAfter} s.`, {
    extensions: { retryAfter, http },
  });
}
