import { describe, expect, it } from "@jest/globals";
import { trySubscriptions } from "../support/subscription-property.ts";
import { allFixtures } from "../support/supergraphs/all-fixtures.ts";
import { DIFFERENTIAL_TIMEOUT } from "../support/test-fixture.ts";

describe("the results for random events, with faults,", () => {
  let [events, joined, withErrors] = [0, 0, 0];

  it.each(allFixtures)(
    "are what a query is answered: $name",
    async (fixture) => {
      const tried = await trySubscriptions(fixture, { operations: 8, seed: "1" });
      expect(tried.findings).toEqual([]);
      events += tried.events;
      joined += tried.joined;
      withErrors += tried.withErrors;
    },
    DIFFERENTIAL_TIMEOUT,
  );

  it("are many", () => {
    expect(events).toBeGreaterThan(250);
    expect(joined).toBeGreaterThan(80);
    expect(withErrors).toBeGreaterThan(30);
  });
});
