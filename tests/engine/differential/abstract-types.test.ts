import { describe, it } from "@jest/globals";
import { abstractTypesFixture } from "../support/supergraphs/abstract-types.ts";
import {
  interfaceObjectFixture,
  interfaceObjectRequiresFixture,
} from "../support/supergraphs/interface-object.ts";
import { spreadInterfaceFixture } from "../support/supergraphs/spread-interface.ts";
import { unresolvableInterfaceObjectFixture } from "../support/supergraphs/type-names.ts";
import { DIFFERENTIAL_TIMEOUT, expectAgreement } from "../support/test-fixture.ts";

describe("the engine, where subgraphs know different types behind an interface or a union,", () => {
  it.each([
    { fixture: abstractTypesFixture, operations: 120 },
    { fixture: interfaceObjectFixture, operations: 90 },
    { fixture: interfaceObjectRequiresFixture, operations: 105 },
    { fixture: spreadInterfaceFixture, operations: 50 },
    { fixture: unresolvableInterfaceObjectFixture, operations: 70 },
  ])(
    "answers as graphql-js and Apollo Gateway do: $fixture.name",
    async ({ fixture, operations }) => {
      await expectAgreement(fixture, operations);
    },
    DIFFERENTIAL_TIMEOUT,
  );
});
