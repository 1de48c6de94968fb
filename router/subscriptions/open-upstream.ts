import type { Upstream, UpstreamListener } from "../transport/streams/upstream.ts";
import type { EventContext, SubscriptionPlan } from "./plan-subscription.ts";

/**
 * Opens the stream of events that a plan asks for.
 * @param context of the subscription's first request: the subgraph is told of it
 * @param cursor the last event that is known; null: it begins as the operation says
 */
export function openUpstream(
  { graph, subscription }: SubscriptionPlan,
  context: EventContext,
  cursor: string | null,
  listener: UpstreamListener,
): Upstream {
  const { subgraph, body, parse = JSON.parse } = subscription;
  const client = graph.clients.get(subgraph);
  if (client === undefined) throw new Error(`the plan asks an unknown subgraph: ${subgraph}`);
  return client.subscribe({ body, parse, cursor }, context, listener);
}
