import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createClientError } from "../../packages/server/graphql/error-codes.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";
import { type SpendingExchange, startSharedBuckets } from "./shared-buckets.ts";
import { createTokenBuckets, type RateLimits, type TokenBuckets } from "./token-bucket.ts";

/** Counts a request for its caller and for the network it came from. @throws RATE_LIMITED, HTTP 429 */
export type CountRequest = (caller: MaybeCaller, address: string) => void;

/** So many times the rate of one caller is what all signed-in callers of one network have together. */
const CALLERS_PER_NETWORK = 5;

/**
 * Makes what counts requests; what is over the limits costs no more than its headers and its token's verification. An
 * anonymous request counts for its network. A signed-in one counts for its caller and for the signed-in callers of its
 * network, so that many accounts at one address do not have many rates; one that either refuses counts for neither.
 * @param others the other workers that count the same callers' requests; null where there are none
 */
export function createRateLimit(limits: RateLimits, others: SpendingExchange | null): CountRequest {
  const buckets = createBuckets(limits, others);
  return (caller, address) => {
    const network = findNetworkPrefix(address);
    const wait =
      caller === null
        ? buckets.take(`address ${network}`, CALLERS_PER_NETWORK)
        : takeFromBoth(buckets, `caller ${caller.id}`, `callers of ${network}`);
    if (wait > 0) throw rateLimited(Math.max(1, Math.ceil(wait)));
  };
}

/** Tokens are fractions of a request: a bucket that gives one token for a request is larger than one that gives all. */
function createBuckets(limits: RateLimits, others: SpendingExchange | null) {
  const tokens = {
    perSecond: limits.perSecond * CALLERS_PER_NETWORK,
    burst: limits.burst * CALLERS_PER_NETWORK,
  };
  const isAlone = others === null || limits.perSecond === Infinity;
  return isAlone ? createTokenBuckets(tokens) : startSharedBuckets(tokens, others);
}

function takeFromBoth(
  buckets: Pick<TokenBuckets, "take" | "giveBack">,
  caller: string,
  network: string,
): number {
  const callerWait = buckets.take(caller, CALLERS_PER_NETWORK);
  if (callerWait > 0) return callerWait;
  const networkWait = buckets.take(network, 1);
  if (networkWait > 0) buckets.giveBack(caller, CALLERS_PER_NETWORK);
  return networkWait;
}

function rateLimited(retryAfter: number) {
  const http = { status: 429, headers: new Map([["retry-after", String(retryAfter)]]) };
  return createClientError("RATE_LIMITED", `Too many requests. Try again in ${retryAfter} s.`, {
    extensions: { retryAfter, http },
  });
}
