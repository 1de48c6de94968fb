import { expect, it } from "@jest/globals";
import { createResumption } from "../../../router/transport/streams/resumption.ts";

const OPENING_MS = 2_000;

function startClock() {
  let now = 0;
  return {
    resumption: createResumption(OPENING_MS, () => now),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
  };
}

/** Loses the stream again and again, each time after the wait. @returns how long until it is given up */
function loseUntilGivenUp({ resumption, pass, now }: ReturnType<typeof startClock>): number {
  const startedAt = now();
  for (;;) {
    const waitMs = resumption.noteLoss(0);
    if (waitMs === null) return now() - startedAt;
    pass(waitMs);
  }
}

it("gives up a stream that never opened while its client waits, and one that was open after half a minute", () => {
  const clock = startClock();
  expect(loseUntilGivenUp(clock)).toBeLessThanOrEqual(OPENING_MS);
  const opened = startClock();
  opened.resumption.noteOpened();
  opened.pass(1_000);
  const givenUpMs = loseUntilGivenUp(opened);
  expect(givenUpMs).toBeGreaterThan(20_000);
  expect(givenUpMs).toBeLessThanOrEqual(30_000);
});

it("gives up a stream that opens and is lost again without an event, but not one that stays open", () => {
  const clock = startClock();
  let losses = 0;
  const lose = (openMs: number) => {
    clock.resumption.noteOpened();
    clock.pass(openMs);
    const waitMs = clock.resumption.noteLoss(0);
    clock.pass(waitMs ?? 0);
    losses += 1;
    return waitMs;
  };
  while (lose(100) !== null);
  expect(losses).toBeLessThan(30);
  for (let round = 0; round < 5; round += 1) expect(lose(31_000)).not.toBeNull();
});

it("is patient again after an event", () => {
  const clock = startClock();
  clock.resumption.noteOpened();
  loseUntilGivenUp(clock);
  clock.resumption.noteEvent();
  expect(loseUntilGivenUp(clock)).toBeGreaterThan(20_000);
});

it("spreads the attempts of streams that were lost together", () => {
  const waits = Array.from({ length: 1_000 }, () => createResumption(OPENING_MS).noteLoss(0) ?? 0);
  const early = waits.filter((waitMs) => waitMs < 100).length;
  expect(early).toBeGreaterThan(100);
  expect(early).toBeLessThan(350);
  expect(Math.max(...waits)).toBeLessThanOrEqual(300);
});

it("waits as long as the subgraph asks for", () => {
  expect(createResumption(OPENING_MS).noteLoss(1_000)).toBeGreaterThan(1_000);
  expect(createResumption(OPENING_MS).noteLoss(3_000)).toBeNull();
});
