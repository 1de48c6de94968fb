import { describe, it } from "@jest/globals";
import { abstractTypesFixture } from "../engine/support/supergraphs/abstract-types.ts";
import { libraryFixture } from "../engine/support/supergraphs/library.ts";
import { mutationsFixture } from "../engine/support/supergraphs/mutations.ts";
import { requiresFixture } from "../engine/support/supergraphs/requires.ts";
import { scalarsFixture } from "../engine/support/supergraphs/scalars.ts";
import { DIFFERENTIAL_TIMEOUT, expectAgreement } from "../engine/support/test-fixture.ts";
import { createDropInExecutor } from "./support/drop-in.ts";

describe("the gateway in Apollo Server, over random operations,", () => {
  it.each([
    { fixture: libraryFixture, operations: 80 },
    { fixture: requiresFixture, operations: 60 },
    { fixture: abstractTypesFixture, operations: 60 },
    { fixture: scalarsFixture, operations: 60 },
    { fixture: mutationsFixture, operations: 60 },
  ])(
    "answers as graphql-js and stock Apollo Gateway do: $fixture.name",
    async ({ fixture, operations }) => {
      await expectAgreement(fixture, operations, createDropInExecutor);
    },
    DIFFERENTIAL_TIMEOUT,
  );
});
