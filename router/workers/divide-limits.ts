import type { SubscriptionLimits } from "../subscriptions/variables.ts";
import type { TransportSettings } from "../transport/variables.ts";

/** One worker's share of a limit of the whole router; at least 1, unless the limit is 0. */
export function shareOf(limit: number, workers: number): number {
  return limit === 0 ? 0 : Math.max(1, Math.floor(limit / workers));
}

/** One worker's share of the connections and queues that the whole router may have to subgraphs. */
export function divideTransport<Settings extends Pick<TransportSettings, "findLimits">>(
  transport: Settings,
  workers: number,
): Settings {
  return {
    ...transport,
    findLimits(name) {
      const limits = transport.findLimits(name);
      const { concurrency, queue } = limits;
      return { ...limits, concurrency: shareOf(concurrency, workers), queue: shareOf(queue, workers) };
    },
  };
}

/** One worker's share of the subscriptions that may be open. */
export function divideSubscriptions(limits: SubscriptionLimits, workers: number): SubscriptionLimits {
  const { maximum, maximumPerCaller } = limits;
  return { ...limits, maximum: shareOf(maximum, workers), maximumPerCaller: shareOf(maximumPerCaller, workers) };
}
