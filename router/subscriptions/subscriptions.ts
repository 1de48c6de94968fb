import { findOwner } from "../../packages/identity/request-owner.ts";
import { readExpiry } from "../../packages/identity/verify-access-token.ts";
import type { CostLimits } from "../../packages/limits/cost/cost-excess.ts";
import { refuseForNow } from "../../packages/server/errors/retry-after.ts";
import { STREAMED } from "../../packages/server/graphql/open-subscription.ts";
import type { ResultSink, ResultStream } from "../../packages/server/streams/result-stream.ts";
import type { ServedGraph } from "../graph/served-graph.ts";
import type { OpenSubscription } from "../request/request-stages.ts";
import type { ResolvedOperation } from "../request/resolved-operation.ts";
import { readExactVariables } from "../request/sent-variables.ts";
import { writeResponse } from "../request/write-response.ts";
import { endEvenly } from "./end-evenly.ts";
import type { OpenUpstream } from "./event-source.ts";
import { createEventExecutor } from "./execute-event.ts";
import { createOpenSubscriptions } from "./open-subscriptions.ts";
import { planSubscription, type SubscriptionPlan, type SubscriptionRequest } from "./plan-subscription.ts";
import { replanSubscriptions } from "./replan-subscriptions.ts";
import { SharedSubscription } from "./shared-subscription.ts";
import { type EndReason, SERVER_STOPPING, STREAM_ENDS } from "./stream-end.ts";
import { Subscriber, type SubscriberFacts } from "./subscriber.ts";
import type { SubscriptionLimits } from "./variables.ts";

/** The subscriptions that are open. */
export type Subscriptions = ReturnType<typeof createSubscriptions>;

/** What subscriptions are opened with. */
export interface SubscriptionOptions {
  readonly limits: SubscriptionLimits;
  /** What an operation may cost: another supergraph may have other costs. */
  readonly costLimits: CostLimits;
  /** How long one event may take, in milliseconds. */
  readonly operationTimeoutMs: number;
  /** How long the end of all takes when the process stops, in milliseconds. */
  readonly drainMs: number;
  readonly openUpstream: OpenUpstream;
}

/** Makes the place of all open subscriptions. */
export function createSubscriptions(options: SubscriptionOptions) {
  const { limits, costLimits, operationTimeoutMs, drainMs, openUpstream } = options;
  const open = createOpenSubscriptions(limits);
  const executor = createEventExecutor(operationTimeoutMs);
  const all = new Set<SharedSubscription>();
  /** Those that can be joined, and those that could be, by the key of their plan. */
  const byKey = new Map<string, SharedSubscription>();
  const counts = { open: open.count, shared: () => all.size, results: 0, ended: new Map<EndReason, number>() };
  let served: ServedGraph | null = null;
  let isDraining = false;

  function forget(shared: SharedSubscription): void {
    if (byKey.get(shared.plan.key) === shared) byKey.delete(shared.plan.key);
  }

  function share(plan: SubscriptionPlan, request: SubscriptionRequest): SharedSubscription {
    const known = byKey.get(plan.key);
    if (known?.isJoinable) return known;
    const onClose = (closed: SharedSubscription) => {
      forget(closed);
      all.delete(closed);
    };
    const shared = new SharedSubscription(request, plan, { openUpstream, executor, counts, onClose });
    all.add(shared);
    byKey.set(plan.key, shared);
    // Another graph is served since it was planned.
    if (served !== null && plan.graph !== served) void replan(served, [shared]);
    return shared;
  }

  function settle(shared: SharedSubscription, plan: SubscriptionPlan | null): void {
    if (plan === null) {
      shared.end(STREAM_ENDS.schemaReload);
      return;
    }
    const isKnown = byKey.get(shared.plan.key) === shared;
    forget(shared);
    shared.replan(plan);
    if (isKnown && !byKey.has(plan.key)) byKey.set(plan.key, shared);
  }

  function replan(graph: ServedGraph, subscriptions: Iterable<SharedSubscription>): Promise<void> {
    return replanSubscriptions(graph, costLimits, subscriptions, settle, () => served === graph);
  }

  const findRefusal = (owner: string) => (isDraining ? STOPPING : open.findRefusal(owner));

  /** @returns null when it cannot begin any more */
  function begin({ plan, request, facts }: Opening, sink: ResultSink): Begun | null {
    const { owner } = facts;
    const refusal = findRefusal(owner);
    if (refusal !== null) {
      sink.end([{ message: refusal.message, extensions: { code: refusal.extensions.code } }]);
      return null;
    }
    const shared = share(plan, request);
    const subscriber = new Subscriber(facts, sink, (reason) => {
      open.remove(owner);
      counts.ended.set(reason, (counts.ended.get(reason) ?? 0) + 1);
      shared.leave(subscriber);
    });
    open.add(owner);
    shared.join(subscriber);
    return { subscriber, shared };
  }

  function createStream(first: Opening): ResultStream {
    // Let go when it begins: the graph that it was planned for may be replaced.
    let opening: Opening | null = first;
    let begun: Begun | null = null;
    return {
      start(sink) {
        begun = opening && begin(opening, sink);
        opening = null;
        return (reason) => begun?.subscriber.stop(reason);
      },
      renewToken(accessToken) {
        begun?.subscriber.renewToken(readExpiry(accessToken));
        begun?.shared.renewToken(accessToken);
      },
    };
  }

  const listSubscribers = () => [...all].flatMap(({ subscribers }) => [...subscribers]);

  return {
    open: (async (graph, operation, authorization) => {
      const { context, variables } = operation;
      const owner = findOwner(context);
      const refusal = findRefusal(owner);
      if (refusal !== null) throw refusal;
      const rounded = graph.listRounded(operation.operation, variables, () => readExactVariables(context.sent));
      if (rounded.length > 0) return { errors: rounded };
      const request = keepRequest(operation);
      const plan = await planSubscription(graph, request, authorization, context);
      if ("errors" in plan) return writeResponse(plan, authorization, context);
      const facts = describeSubscriber(operation, owner, limits);
      context.delivery.stream = createStream({ plan, request, facts });
      return STREAMED;
    }) satisfies OpenSubscription,
    /** Goes on with `graph`: subscriptions that have no place in it end. */
    serve(graph: ServedGraph): Promise<void> {
      served = graph;
      return replan(graph, all);
    },
    /** Refuses others, and ends all over the time of the drain. */
    async drain(): Promise<void> {
      if (isDraining) return;
      isDraining = true;
      await endEvenly(listSubscribers(), STREAM_ENDS.serverStopping, drainMs);
    },
    /** Refuses others, and ends all that are left. */
    close(): void {
      isDraining = true;
      for (const subscriber of listSubscribers()) subscriber.end(STREAM_ENDS.serverStopping);
    },
    counts,
  };
}

/** A subscription that has begun for one client. */
interface Begun {
  readonly subscriber: Subscriber;
  readonly shared: SharedSubscription;
}

/** A subscription that may begin. */
interface Opening {
  readonly plan: SubscriptionPlan;
  readonly request: SubscriptionRequest;
  readonly facts: SubscriberFacts;
}

/** What is kept of the first subscriber's request, as long as one of them is left. */
function keepRequest({ document, operationName, variables, queryHash, caller, context }: ResolvedOperation) {
  const { requestId, log, accessToken, clientAddress, forwarded = null, traceContext = [], wantsStatements } = context;
  const identity = { caller, accessToken, clientAddress, wantsStatements };
  const kept = { requestId, log, ...identity, forwarded, traceContext, summary: {}, planningTurn: null };
  const { maskErrors, explanation } = context;
  const isExplained = explanation !== null;
  return { document, operationName, variables, queryHash, caller, context: kept, maskErrors, isExplained };
}

function describeSubscriber(
  { context, operation }: ResolvedOperation,
  owner: string,
  { maximumMs }: SubscriptionLimits,
): SubscriberFacts {
  const { log, accessToken, caller } = context;
  return {
    owner,
    log,
    operationName: operation.name?.value ?? null,
    callerId: caller?.id,
    tokenEndsAt: accessToken === null ? Infinity : readExpiry(accessToken),
    maximumMs,
  };
}

/** HTTP 503: another process, or the next one at this address, takes it. */
const STOPPING = refuseForNow({ code: "SUBSCRIPTION_SERVER_STOPPING", message: SERVER_STOPPING });
