import { Gauge, type Registry } from "prom-client";
import { addReadMetric, type Reading } from "../../../packages/server/telemetry/add-read-metric.ts";
import type { FollowerState } from "./book-follower.ts";

const PHASES: readonly FollowerState["phase"][] = ["starting", "following", "comparing", "interrupted", "standby"];

const FEED = { feed: "books" };

/** Adds how far the process is behind the events of books. While it does not follow, the series is absent. */
export function addFollowerMetrics(registry: Registry, findState: () => FollowerState | null): void {
  const add = (name: string, help: string, read: (state: FollowerState | null) => readonly Reading[]) =>
    addReadMetric(registry, {
      Metric: Gauge,
      name,
      help,
      labelNames: ["feed", "phase"],
      read: () => read(findState()),
    });
  add("event_feed_lag_events", "Events that were not applied yet when the feed answered last.", (state) =>
    readKnown(state?.lag ?? null),
  );
  add(
    "event_feed_silence_seconds",
    "Time since the feed answered last, which it does at least every 20 seconds.",
    (state) => readKnown(state?.heardAt == null ? null : (Date.now() - Date.parse(state.heardAt)) / 1000),
  );
  add("event_feed_phase", "1 for the phase that the following is in, 0 for the others.", (state) =>
    PHASES.map((phase) => [{ ...FEED, phase }, phase === (state?.phase ?? "starting") ? 1 : 0]),
  );
}

function readKnown(value: number | null): readonly Reading[] {
  return value === null ? [] : [[FEED, value]];
}
