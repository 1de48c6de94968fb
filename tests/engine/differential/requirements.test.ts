import { describe, it } from "@jest/globals";
import { contextFixture } from "../support/supergraphs/context.ts";
import { providesFixture } from "../support/supergraphs/provides.ts";
import { requiresFixture } from "../support/supergraphs/requires.ts";
import { requiresArgumentsFixture } from "../support/supergraphs/requires-arguments.ts";
import { requiresChainsFixture } from "../support/supergraphs/requires-chains.ts";
import { DIFFERENTIAL_TIMEOUT, expectAgreement } from "../support/test-fixture.ts";

describe("the engine, where subgraphs need of each other more than keys,", () => {
  it.each([
    { fixture: requiresFixture, operations: 60 },
    { fixture: requiresArgumentsFixture, operations: 60 },
    { fixture: requiresChainsFixture, operations: 40 },
    { fixture: providesFixture, operations: 70 },
    { fixture: contextFixture, operations: 70 },
  ])(
    "answers as graphql-js and Apollo Gateway do: $fixture.name",
    async ({ fixture, operations }) => {
      await expectAgreement(fixture, operations);
    },
    DIFFERENTIAL_TIMEOUT,
  );
});
