import { describe, it } from "@jest/globals";
import { abstractTypesFixture } from "../support/supergraphs/abstract-types.ts";
import { interfaceObjectFixture, interfaceObjectRequiresFixture } from "../support/supergraphs/interface-object.ts";
import { spreadInterfaceFixture } from "../support/supergraphs/spread-interface.ts";
import { unresolvableInterfaceObjectFixture } from "../support/supergraphs/type-names.ts";
import { DIFFERENTIAL_TIMEOUT, expectAgreement } from "../support/test-fixture.ts";

describe("the engine, where subgraphs know different types behind an interface or a union,", () => {
  it.each([
    { fixture: abstractTypesFixture, operations: 70 },
    { fixture: interfaceObjectFixture, operations: 50 },
    { fixture: interfaceObjectRequiresFixture, operations: 60 },
    { fixture: spreadInterfaceFixture, operations: 50 },
    { fixture: unresolvableInterfaceObjectFixture, operations: 50 },
  ])(
    "answers as graphql-js and Apollo Gateway do: $fixture.name",
    async ({ fixture, operations }) => {
      await expectAgreement(fixture, operations);
    },
    DIFFERENTIAL_TIMEOUT,
  );
});
