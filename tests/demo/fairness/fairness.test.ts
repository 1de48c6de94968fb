import { describe, expect, it } from "@jest/globals";
import { ATTACKS } from "./attacks.ts";
import { startFairStack } from "./fair-stack.ts";
import { type FairnessRow, findExitCode, formatFairnessTable, SHORT_SCALE } from "./fairness-row.ts";
import { runAttack } from "./run-attack.ts";

const stack = await startFairStack(SHORT_SCALE.variables);

const ROW: FairnessRow = {
  attack: "a flood",
  attacker: "3 sent: 3 × 429",
  requests: 10,
  lost: 1,
  usualP99Ms: 12.3,
  p99Ms: null,
  promise: "none lost",
  isKept: true,
  isInBounds: true,
};

describe("one client takes nothing from the others by", () => {
  it.each(Object.keys(ATTACKS))("%s", async (name) => {
    const own = ATTACKS[name]?.variables === undefined ? stack : undefined;
    const rows = await runAttack(name, SHORT_SCALE, own);
    expect(rows.filter(({ isKept }) => !isKept)).toEqual([]);
  });
});

it("says which promises were broken, and which came late", () => {
  const rows = [ROW, { ...ROW, isKept: false }, { ...ROW, isInBounds: false }];
  const lines = formatFairnessTable(rows).split("\n");
  expect(lines.map((line) => line.split("|").map((cell) => cell.trim()))).toEqual([
    ["", "attack", "the attacker", "others' requests", "lost", "usual p99", "p99", "promise", "kept", ""],
    expect.anything(),
    ...["yes", "NO", "LATE"].map((kept) => [
      ...["", "a flood", "3 sent: 3 × 429", "10", "1", "12 ms", "–", "none lost", kept, ""],
    ]),
  ]);
  expect([rows.slice(0, 1), rows.slice(0, 2), rows.slice(2), []].map(findExitCode)).toEqual([0, 1, 1, 1]);
});
