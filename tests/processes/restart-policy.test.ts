import { describe, expect, it } from "@jest/globals";
import { chooseRestartDelay } from "../../packages/server/process/supervision/restart-policy.ts";

describe("a process that has died", () => {
  it.each([
    ["once", [1_000], [0, 0]],
    ["twice within a minute", [1_000, 60_000], [150, 300]],
    ["three times", [1_000, 2_000, 3_000], [300, 600]],
    ["four times", [1_000, 2_000, 3_000, 4_000], [600, 1_200]],
    ["twice in more than a minute", [1_000, 61_000], [0, 0]],
    ["five times in more than a minute", [1_000, 58_000, 59_000, 60_000, 61_000], [600, 1_200]],
  ])("%s waits between the half and the whole of its time", (_often, deaths, [shortest, longest]) => {
    expect([chooseRestartDelay(deaths, 0), chooseRestartDelay(deaths, 1)]).toEqual([shortest, longest]);
  });

  it("five times within a minute is left down", () => {
    expect(chooseRestartDelay([1_000, 20_000, 30_000, 40_000, 60_999], 0)).toBeNull();
  });
});
