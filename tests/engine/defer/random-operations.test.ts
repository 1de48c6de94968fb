import { describe, expect, it } from "@jest/globals";
import { tryDefer } from "../support/defer-property.ts";
import { allFixtures } from "../support/supergraphs/all-fixtures.ts";
import { DIFFERENTIAL_TIMEOUT } from "../support/test-fixture.ts";

describe("the parts of random answers, with faults,", () => {
  let [executions, inParts, nulls] = [0, 0, 0];

  it.each(allFixtures)(
    "are together the whole answer: $name",
    async (fixture) => {
      const tried = await tryDefer(fixture, { operations: 15, seed: "1" });
      expect(tried.findings).toEqual([]);
      executions += tried.executions;
      inParts += tried.inParts;
      nulls += tried.nulls;
    },
    DIFFERENTIAL_TIMEOUT,
  );

  it("are many", () => {
    expect(executions).toBeGreaterThan(1_000);
    expect(inParts).toBeGreaterThan(400);
    expect(nulls).toBeGreaterThan(10);
  });
});
