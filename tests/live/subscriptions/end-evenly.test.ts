import { expect, it } from "@jest/globals";
import { endEvenly } from "../../../router/subscriptions/end-evenly.ts";
import { STREAM_ENDS } from "../../../router/subscriptions/stream-end.ts";

it.each([
  [0, 0],
  [3, 3],
  [6, 6],
  [7, 6],
  [20, 6],
])("%d subscriptions end in %d steps over the whole time", async (count, steps) => {
  const ends: number[] = [];
  const subscribers = Array.from({ length: count }, () => ({ end: () => void ends.push(performance.now()) }));
  await endEvenly(subscribers, STREAM_ENDS.serverStopping, 300);
  expect(ends).toHaveLength(count);
  const gaps = ends.slice(1).map((time, index) => time - (ends[index] ?? time));
  // A timer may be a little early.
  expect(gaps.filter((gap) => gap > 300 / steps - 5)).toHaveLength(Math.max(0, steps - 1));
});
