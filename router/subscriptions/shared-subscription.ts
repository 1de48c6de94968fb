import { setImmediate as nextTurn } from "node:timers/promises";
import type { SubgraphResponse } from "../../packages/engine/subgraph-transport.ts";
import { StreamedResult } from "../../packages/server/streams/result-stream.ts";
import type { UpstreamEnd } from "../transport/streams/upstream.ts";
import { EventSource, type OpenUpstream } from "./event-source.ts";
import type { EventExecution, EventExecutor } from "./execute-event.ts";
import type { SubscriptionPlan, SubscriptionRequest } from "./plan-subscription.ts";
import type { StreamEnd } from "./stream-end.ts";
import type { Subscriber } from "./subscriber.ts";

/** What shared subscriptions do their work with. */
export interface SharedParts {
  readonly openUpstream: OpenUpstream;
  readonly executor: EventExecutor;
  /** Gets the number of results that were sent. */
  readonly counts: { results: number };
  /** Called when no subscriber is left. */
  readonly onClose: (shared: SharedSubscription) => void;
}

/** While so many events wait to be executed, the subgraph is not read; it is read again when few are left. */
const MAXIMUM_WAITING = 32;
const FEW_WAITING = 8;

/** After so many writes, other work has its turn. */
const WRITES_AT_ONCE = 1_000;

type Arrival =
  | { readonly kind: "event"; readonly plan: SubscriptionPlan; readonly answer: SubgraphResponse }
  | { readonly kind: "end"; readonly plan: SubscriptionPlan; readonly end: UpstreamEnd };

/**
 * Equal subscriptions, which share one stream of events. Each event is executed and written once, one after the other,
 * and goes to each subscriber. When the last subscriber leaves, the stream is closed and an execution is cancelled.
 */
export class SharedSubscription {
  /** That of the first subscriber. */
  readonly request: SubscriptionRequest;
  readonly #parts: SharedParts;
  readonly #source: EventSource;
  readonly #subscribers = new Set<Subscriber>();
  #plan: SubscriptionPlan;
  #waiting: Arrival[] = [];
  #execution: EventExecution | null = null;
  #isExecuting = false;
  #startsEarlier = false;
  #hasEvents = false;
  #isOver = false;

  constructor(request: SubscriptionRequest, plan: SubscriptionPlan, parts: SharedParts) {
    this.request = request;
    this.#plan = plan;
    this.#parts = parts;
    this.#source = new EventSource(parts.openUpstream, request.context, {
      opened: (startsEarlier) => {
        this.#startsEarlier = startsEarlier;
      },
      event: (by, answer) => {
        this.#hasEvents = true;
        this.#take({ kind: "event", plan: by, answer });
      },
      ended: (by, end) => {
        this.#isOver = true;
        this.#take({ kind: "end", plan: by, end });
      },
    });
    this.#source.open(plan);
  }

  get plan(): SubscriptionPlan {
    return this.#plan;
  }

  /** Whether one more subscriber would miss nothing. */
  get isJoinable(): boolean {
    return !this.#isOver && !(this.#startsEarlier && this.#hasEvents);
  }

  get subscribers(): Iterable<Subscriber> {
    return this.#subscribers;
  }

  join(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  leave(subscriber: Subscriber): void {
    if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) this.#close();
  }

  /** Events that come from now on are executed by `plan`. */
  replan(plan: SubscriptionPlan): void {
    if (this.#isOver) return;
    this.#plan = plan;
    this.#source.replan(plan);
  }

  /** Subgraphs are asked with a later token of the caller from now on. */
  renewToken(accessToken: string): void {
    this.request.context.accessToken = accessToken;
  }

  end(end: StreamEnd): void {
    for (const subscriber of [...this.#subscribers]) subscriber.end(end);
  }

  #close(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#source.close();
    this.#execution?.deadline.cancel();
    this.#parts.onClose(this);
  }

  #take(arrival: Arrival): void {
    this.#waiting.push(arrival);
    if (this.#waiting.length >= MAXIMUM_WAITING) this.#source.pause();
    if (!this.#isExecuting) void this.#execute();
  }

  async #execute(): Promise<void> {
    const { executor } = this.#parts;
    this.#isExecuting = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#waiting.length <= FEW_WAITING) this.#source.resume();
      const { plan } = next;
      if (next.kind === "event") {
        const { answer } = next;
        await executor.inTurn(this.request, () => this.#executeEvent(plan, answer));
      } else {
        this.end(await executor.explainEnd(executor.begin(plan, this.request), next.end, this.#source.hasOpened));
      }
      // What was written leaves first: a client that reads is not too slow for events that came all at once.
      if (this.#waiting.length > 0) await nextTurn();
    }
    this.#isExecuting = false;
  }

  async #executeEvent(plan: SubscriptionPlan, answer: SubgraphResponse): Promise<void> {
    if (this.#subscribers.size === 0) return;
    const { executor } = this.#parts;
    this.#execution = executor.begin(plan, this.request);
    await this.#deliver(new StreamedResult(await executor.execute(this.#execution, answer)));
    this.#execution = null;
  }

  async #deliver(result: StreamedResult): Promise<void> {
    let writes = 0;
    for (const subscriber of [...this.#subscribers]) {
      subscriber.send(result);
      writes += 1;
      if (writes % WRITES_AT_ONCE === 0) await nextTurn();
    }
    this.#parts.counts.results += writes;
  }
}
