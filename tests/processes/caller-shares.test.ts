import { describe, expect, it } from "@jest/globals";
import { type CallerShares, createCallerShares } from "../../packages/server/overload/caller-shares.ts";

function createClockedShares() {
  let now = 0;
  const shares = createCallerShares(() => now);
  return {
    shares,
    pass(milliseconds: number): void {
      now += milliseconds;
    },
  };
}

/** @returns how many of `places` the caller gets now, beside those that it has */
function takeAll(shares: CallerShares, caller: string, places: number): number {
  let count = 0;
  for (; count < places && shares.ask(caller, places); count += 1) shares.take(caller);
  return count;
}

it("gives all places to a caller that is alone", () => {
  const { shares } = createClockedShares();
  expect(takeAll(shares, "a", 128)).toBe(128);
});

describe("while another caller wants places", () => {
  it("gives each a quarter, whatever the other has", () => {
    const { shares } = createClockedShares();
    shares.ask("b", 128);
    expect(["a", "b", "c", "a"].map((caller) => takeAll(shares, caller, 128))).toEqual([32, 32, 32, 0]);
  });

  it("gives no more to one that took all before", () => {
    const { shares } = createClockedShares();
    takeAll(shares, "a", 128);
    expect(shares.ask("b", 128)).toBe(true);
    for (let left = 0; left < 96; left += 1) {
      shares.giveBack("a");
      expect(shares.ask("a", 128)).toBe(false);
    }
    shares.giveBack("a");
    expect(shares.ask("a", 128)).toBe(true);
  });

  it("gives each one place where there are few", () => {
    const { shares } = createClockedShares();
    shares.ask("b", 2);
    expect([takeAll(shares, "a", 2), takeAll(shares, "b", 2)]).toEqual([1, 1]);
  });
});

it.each([
  [999, false],
  [1_000, true],
])("%d ms after the other asked, a caller may have more than a quarter: %s", (milliseconds, mayHaveMore) => {
  const { shares, pass } = createClockedShares();
  shares.ask("b", 8);
  takeAll(shares, "a", 8);
  pass(milliseconds);
  expect(shares.ask("a", 8)).toBe(mayHaveMore);
});

it("does not count a caller's own requests as those of others", () => {
  const { shares, pass } = createClockedShares();
  shares.ask("b", 8);
  takeAll(shares, "a", 8);
  for (let second = 0; second < 10; second += 1) {
    pass(100);
    shares.ask("a", 8);
  }
  expect(shares.ask("a", 8)).toBe(true);
});

it("knows who has a place", () => {
  const { shares } = createClockedShares();
  shares.take("a");
  shares.take("a");
  shares.giveBack("a");
  expect([shares.hasSlot("a"), shares.hasSlot("b")]).toEqual([true, false]);
  shares.giveBack("a");
  expect(shares.hasSlot("a")).toBe(false);
});

it("says whether one of the callers has all of its share", () => {
  const { shares } = createClockedShares();
  for (let place = 0; place < 4; place += 1) shares.take("a");
  expect([shares.isShareTaken(16), shares.isShareTaken(20)]).toEqual([true, false]);
  shares.giveBack("a");
  expect(shares.isShareTaken(16)).toBe(false);
});
