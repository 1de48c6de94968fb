import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { nameCaller } from "../../packages/identity/request-owner.ts";
import { refuseForNow } from "../../packages/server/errors/retry-after.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";
import { type SpendingExchange, startSharedBuckets } from "./rate-limit-across-workers.ts";
import { createTokenBuckets, type RateLimits, type TokenBuckets } from "./token-bucket.ts";

/** Counts a request for its caller and for the network it came from. @throws RATE_LIMITED, HTTP 429 */
export type CountRequest = (caller: MaybeCaller, address: string) => void;

/** `RATE_LIMIT` and `RATE_LIMIT_BURST`: the requests of one caller. */
export const DEFAULT_RATE_LIMITS: RateLimits = { perSecond: 100, burst: 200 };

/** All signed-in callers of one network together have so many times the rate of one caller. */
const CALLERS_PER_NETWORK = 5;

/**
 * Makes what counts requests. A refused one costs no more than reading its headers and verifying its token. An anonymous
 * request counts for its network. A signed-in one counts for its caller, and for the signed-in callers of its network:
 * many accounts at one address do not have many rates. If either refuses it, it counts for neither.
 * @param others the other workers that count the same callers' requests; null: there are none
 */
export function createRateLimit(limits: RateLimits, others: SpendingExchange | null): CountRequest {
  const buckets = createBuckets(limits, others);
  return (caller, address) => {
    const network = findNetworkPrefix(address);
    const wait =
      caller === null
        ? buckets.take(`address ${network}`, CALLERS_PER_NETWORK)
        : takeFromBoth(buckets, nameCaller(caller), `callers of ${network}`);
    if (wait > 0) throw rateLimited(Math.max(1, Math.ceil(wait)));
  };
}

/** A request takes one token from the larger bucket of a network, and several from that of a caller. */
function createBuckets(limits: RateLimits, others: SpendingExchange | null) {
  const tokens = {
    perSecond: limits.perSecond * CALLERS_PER_NETWORK,
    burst: limits.burst * CALLERS_PER_NETWORK,
  };
  const isAlone = others === null || limits.perSecond === Infinity;
  return isAlone ? createTokenBuckets(tokens) : startSharedBuckets(tokens, others);
}

function takeFromBoth(buckets: Pick<TokenBuckets, "take" | "giveBack">, caller: string, network: string): number {
  const callerWait = buckets.take(caller, CALLERS_PER_NETWORK);
  if (callerWait > 0) return callerWait;
  const networkWait = buckets.take(network, 1);
  if (networkWait > 0) buckets.giveBack(caller, CALLERS_PER_NETWORK);
  return networkWait;
}

function rateLimited(retryAfter: number) {
  const message = `Too many requests. Try again in ${retryAfter} s.`;
  return refuseForNow({ code: "RATE_LIMITED", message, retryAfter });
}
