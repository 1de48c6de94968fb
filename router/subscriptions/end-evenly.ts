import { setTimeout as delay } from "node:timers/promises";
import type { StreamEnd } from "./stream-end.ts";
import type { Subscriber } from "./subscriber.ts";

const STEP_MS = 50;

/** Ends the subscriptions over `withinMs`, as many at each step: their clients do not all come back at once. */
export async function endEvenly(subscribers: readonly Subscriber[], end: StreamEnd, withinMs: number): Promise<void> {
  const steps = Math.max(1, Math.floor(withinMs / STEP_MS));
  const atOnce = Math.ceil(subscribers.length / steps);
  for (let index = 0; index < subscribers.length; index += atOnce) {
    for (const subscriber of subscribers.slice(index, index + atOnce)) subscriber.end(end);
    if (index + atOnce < subscribers.length) await delay(STEP_MS);
  }
}
