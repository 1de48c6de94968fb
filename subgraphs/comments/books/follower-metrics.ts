import { Gauge, type Registry } from "prom-client";
import type { FollowerState } from "./book-follower.ts";

const PHASES: readonly FollowerState["phase"][] = [
  "starting",
  "following",
  "comparing",
  "interrupted",
  "standby",
];

const FEED = "books";

/** Adds how far the process is behind the events of books. While it does not follow, the series is absent. */
export function addFollowerMetrics(registry: Registry, findState: () => FollowerState | null): void {
  const registers = [registry];
  new Gauge({
    name: "event_feed_lag_events",
    help: "Events that were not applied yet when the feed was heard of last.",
    labelNames: ["feed"],
    registers,
    collect() {
      this.reset();
      const lag = findState()?.lag ?? null;
      if (lag !== null) this.set({ feed: FEED }, lag);
    },
  });
  new Gauge({
    name: "event_feed_silence_seconds",
    help: "Time since the feed was heard of last, which answers at least every 20 seconds.",
    labelNames: ["feed"],
    registers,
    collect() {
      this.reset();
      const heardAt = findState()?.heardAt ?? null;
      if (heardAt !== null) this.set({ feed: FEED }, (Date.now() - Date.parse(heardAt)) / 1000);
    },
  });
  new Gauge({
    name: "event_feed_phase",
    help: "1 for the phase that the following is in, 0 for the others.",
    labelNames: ["feed", "phase"],
    registers,
    collect() {
      const now = findState()?.phase ?? "starting";
      for (const phase of PHASES) this.set({ feed: FEED, phase }, phase === now ? 1 : 0);
    },
  });
}
