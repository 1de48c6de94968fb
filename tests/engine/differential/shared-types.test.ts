import { describe, it } from "@jest/globals";
import { enumsFixture } from "../support/supergraphs/enums.ts";
import { keysFixture } from "../support/supergraphs/keys.ts";
import { scalarsFixture } from "../support/supergraphs/scalars.ts";
import { shareableFixture } from "../support/supergraphs/shareable.ts";
import { typenameKeysFixture } from "../support/supergraphs/type-names.ts";
import { DIFFERENTIAL_TIMEOUT, expectAgreement } from "../support/test-fixture.ts";

describe("the engine, where several subgraphs have a type or a value in common,", () => {
  it.each([
    { fixture: keysFixture, operations: 70 },
    { fixture: typenameKeysFixture, operations: 50 },
    { fixture: shareableFixture, operations: 60 },
    { fixture: enumsFixture, operations: 50 },
    { fixture: scalarsFixture, operations: 50 },
  ])(
    "answers as graphql-js and Apollo Gateway do: $fixture.name",
    async ({ fixture, operations }) => {
      await expectAgreement(fixture, operations);
    },
    DIFFERENTIAL_TIMEOUT,
  );
});
