import { describe, expect, it } from "@jest/globals";
import { allFixtures } from "./support/supergraphs/all-fixtures.ts";
import { DIFFERENTIAL_TIMEOUT } from "./support/test-fixture.ts";
import { tryTypeNames } from "./support/type-name-property.ts";

describe("asking every object for its type's name, as Apollo Client does,", () => {
  it.each(allFixtures)(
    "changes no answer: $name",
    async (fixture) => {
      expect(await tryTypeNames(fixture, { operations: 10, seed: "1" })).toEqual([]);
    },
    DIFFERENTIAL_TIMEOUT,
  );
});
