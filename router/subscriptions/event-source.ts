import type { SubgraphResponse } from "../../packages/engine/subgraph-transport.ts";
import type { Upstream, UpstreamEnd, UpstreamListener } from "../transport/streams/upstream.ts";
import { asksTheSame, type EventContext, type SubscriptionPlan } from "./plan-subscription.ts";

/** Opens the stream of events that a plan asks for, in the name of a request (open-upstream.ts). */
export type OpenUpstream = (
  plan: SubscriptionPlan,
  context: EventContext,
  cursor: string | null,
  listener: UpstreamListener,
) => Upstream;

/** Takes the events of a subscription. Each comes with the plan that it was asked for by. */
export interface EventListener {
  /** Called once, before all events. @param startsEarlier whether it brings what was missed before now */
  opened(startsEarlier: boolean): void;
  event(plan: SubscriptionPlan, answer: SubgraphResponse): void;
  ended(plan: SubscriptionPlan, end: UpstreamEnd): void;
}

interface OpenStream {
  plan: SubscriptionPlan;
  upstream: Upstream | null;
}

/** Brings the events of a subscription. It stays when another plan asks for them, or asks another subgraph. */
export class EventSource {
  readonly #openUpstream: OpenUpstream;
  readonly #context: EventContext;
  readonly #listener: EventListener;
  /** The last is the current one. One before it stays until the current one is open. */
  #streams: readonly OpenStream[] = [];
  #isPaused = false;
  #hasOpened = false;

  constructor(openUpstream: OpenUpstream, context: EventContext, listener: EventListener) {
    this.#openUpstream = openUpstream;
    this.#context = context;
    this.#listener = listener;
  }

  /** Whether events have been able to come, so that they may be missing if it ends. */
  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  open(plan: SubscriptionPlan): void {
    this.#add(plan, null);
  }

  /**
   * Asks as `plan` says from now on. If that is another request, the new stream goes on after the last event of the one
   * before. Where events have no position, both are open for a moment: no event is lost, but one may come twice.
   */
  replan(plan: SubscriptionPlan): void {
    const current = this.#streams.at(-1);
    if (current === undefined) return;
    if (asksTheSame(current.plan, plan)) {
      current.plan = plan;
      return;
    }
    const cursor = current.upstream?.readCursor() ?? null;
    if (cursor !== null) this.close();
    this.#add(plan, cursor);
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    for (const { upstream } of this.#streams) upstream?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    for (const { upstream } of this.#streams) upstream?.resume();
  }

  close(): void {
    for (const { upstream } of this.#streams) upstream?.close();
    this.#streams = [];
  }

  #add(plan: SubscriptionPlan, cursor: string | null): void {
    const stream: OpenStream = { plan, upstream: null };
    this.#streams = [...this.#streams, stream];
    stream.upstream = this.#openUpstream(plan, this.#context, cursor, {
      opened: ({ startsEarlier }) => this.#noteOpened(stream, startsEarlier),
      event: (answer) => this.#listener.event(stream.plan, answer),
      ended: (end) => this.#remove(stream, end),
    });
    if (this.#isPaused) stream.upstream.pause();
  }

  #noteOpened(stream: OpenStream, startsEarlier: boolean): void {
    for (const { upstream } of this.#streams.slice(0, this.#streams.indexOf(stream))) upstream?.close();
    this.#streams = this.#streams.slice(this.#streams.indexOf(stream));
    if (this.#hasOpened) return;
    this.#hasOpened = true;
    this.#listener.opened(startsEarlier);
  }

  #remove(stream: OpenStream, end: UpstreamEnd): void {
    const isCurrent = this.#streams.at(-1) === stream;
    this.#streams = this.#streams.filter((other) => other !== stream);
    if (!isCurrent) return;
    this.close();
    this.#listener.ended(stream.plan, end);
  }
}
