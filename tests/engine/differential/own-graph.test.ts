import { describe, it } from "@jest/globals";
import { mutationsFixture } from "../support/supergraphs/mutations.ts";
import { overrideFixture, progressiveOverrideFixture } from "../support/supergraphs/override.ts";
import { ownFixture } from "../support/supergraphs/own.ts";
import { DIFFERENTIAL_TIMEOUT, expectAgreement } from "../support/test-fixture.ts";

describe("the engine, over a graph like this project's own,", () => {
  it.each([
    { fixture: ownFixture, operations: 150 },
    { fixture: mutationsFixture, operations: 80 },
    { fixture: overrideFixture, operations: 60 },
    { fixture: progressiveOverrideFixture, operations: 50 },
  ])(
    "answers as graphql-js and Apollo Gateway do: $fixture.name",
    async ({ fixture, operations }) => {
      await expectAgreement(fixture, operations);
    },
    DIFFERENTIAL_TIMEOUT,
  );
});
