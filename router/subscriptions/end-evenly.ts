import { setTimeout as delay } from "node:timers/promises";
import type { StreamEnd } from "./stream-end.ts";
import type { Subscriber } from "./subscriber.ts";

const MINIMUM_STEP_MS = 50;

/** Ends the subscriptions over `withinMs`, as many at each step: their clients do not all come back at once. */
export async function endEvenly(
  subscribers: readonly Pick<Subscriber, "end">[],
  end: StreamEnd,
  withinMs: number,
): Promise<void> {
  const { length } = subscribers;
  const steps = Math.max(1, Math.min(length, Math.floor(withinMs / MINIMUM_STEP_MS)));
  for (let step = 0; step < steps; step += 1) {
    if (step > 0) await delay(withinMs / steps);
    const [from, to] = [step, step + 1].map((part) => Math.floor((part * length) / steps));
    for (const subscriber of subscribers.slice(from, to)) subscriber.end(end);
  }
}
