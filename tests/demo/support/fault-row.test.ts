import { expect, it } from "@jest/globals";
import { type FaultRow, findExitCode, formatTable } from "./fault-row.ts";
import { countOutcomes, measureOutage, type Outcome } from "./outcomes.ts";

const KEPT: FaultRow = {
  fault: "kill -9",
  lost: "nothing",
  outageMs: 1_234,
  requests: 100,
  partial: 2,
  failed: 1,
  promise: "back in 3 s",
  isKept: true,
};
const BROKEN: FaultRow = { ...KEPT, fault: "hang", outageMs: null, isKept: false };

const OUTCOMES = (["whole", "partial", "whole", "failed", "whole"] as const).map(
  (kind, index): Outcome => ({ kind, sentAt: index * 100, endedAt: index * 100 + 10, text: "" }),
);

it("writes an aligned table that says which promise was broken", () => {
  expect(formatTable([KEPT, BROKEN]).split("\n")).toEqual([
    "| fault   | what was lost | for   | requests | partial | failed | promise     | kept |",
    "| ------- | ------------- | ----- | -------- | ------- | ------ | ----------- | ---- |",
    "| kill -9 | nothing       | 1.2 s | 100      | 2       | 1      | back in 3 s | yes  |",
    "| hang    | nothing       | –     | 100      | 2       | 1      | back in 3 s | NO   |",
  ]);
});

it.each([
  ["every promise was kept", [KEPT, KEPT], 0],
  ["one was broken", [KEPT, BROKEN], 1],
  ["nothing was tried", [], 1],
] as const)("ends as it should when %s", (_what, rows, exitCode) => {
  expect(findExitCode(rows)).toBe(exitCode);
});

it("takes an outage to last until the first whole answer after the last other one", () => {
  expect(measureOutage(OUTCOMES, 50)).toBe(360);
  expect(measureOutage(OUTCOMES.slice(0, 1), 50)).toBe(0);
  expect(measureOutage(OUTCOMES.slice(0, 4), 50)).toBe(Infinity);
  expect(countOutcomes(OUTCOMES)).toEqual({ requests: 5, partial: 1, failed: 1 });
});
