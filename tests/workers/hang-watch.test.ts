import { afterEach, expect, it, jest } from "@jest/globals";
import type { WorkerProcess } from "../../router/workers/fork-worker.ts";
import { createHangWatch } from "../../router/workers/hang-watch.ts";

const HALF_A_MINUTE_MS = 30_000;

afterEach(() => {
  jest.useRealTimers();
});

/** Watches one worker, which says that it is alive as long as the test lets it. */
function watchFake() {
  jest.useFakeTimers();
  const hanging: number[] = [];
  const state = { isAnswering: true as boolean, isKilled: false };
  const worker: WorkerProcess = {
    number: 1,
    ready: Promise.resolve(""),
    ended: new Promise(() => undefined),
    stop: async () => undefined,
    tell() {
      if (state.isAnswering) watch.noteAlive(worker);
    },
    kill: () => {
      state.isKilled = true;
    },
  };
  const watch = createHangWatch(
    () => [worker],
    ({ number }) => hanging.push(number),
  );
  return { state, hanging };
}

it("kills a worker that has said nothing for half a minute", () => {
  const { state, hanging } = watchFake();
  jest.advanceTimersByTime(HALF_A_MINUTE_MS);
  state.isAnswering = false;
  jest.advanceTimersByTime(HALF_A_MINUTE_MS - 1);
  expect(state.isKilled).toBe(false);
  jest.advanceTimersByTime(2 * HALF_A_MINUTE_MS);
  expect(state.isKilled).toBe(true);
  expect(hanging).toContain(1);
});

it("forgives a worker that has been held up for less", () => {
  const { state, hanging } = watchFake();
  for (let round = 0; round < 5; round += 1) {
    state.isAnswering = false;
    jest.advanceTimersByTime(HALF_A_MINUTE_MS / 2);
    state.isAnswering = true;
    jest.advanceTimersByTime(HALF_A_MINUTE_MS / 2);
  }
  expect(hanging).toEqual([]);
});
