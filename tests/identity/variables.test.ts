import { describe, expect, it } from "@jest/globals";
import { buildIdentitySettings, identityVariables } from "../../packages/identity/variables.ts";
import { readEnvironment } from "../../packages/server/process/environment.ts";

const read = (environment: Record<string, string>) =>
  buildIdentitySettings(readEnvironment(identityVariables, environment)).expectations;

describe("what is asked of a token", () => {
  it("is what accounts issues, unless told otherwise", () => {
    expect(read({})).toEqual({
      issuer: "urn:supergraph:accounts",
      audience: "urn:supergraph",
      types: ["at+jwt"],
      scopeClaims: ["scope"],
    });
  });

  it("takes types in any spelling, and claims as they are written", () => {
    const given = { JWT_TYPES: "application/AT+JWT, none", JWT_SCOPE_CLAIMS: "scp , https://x.test/Roles" };
    expect(read(given)).toMatchObject({
      types: ["at+jwt", "none"],
      scopeClaims: ["scp", "https://x.test/Roles"],
    });
  });

  it.each([
    ["JWT_TYPES", "at+jwt,a b", "must be types such as at+jwt or JWT"],
    ["JWT_TYPES", " , ", "must name at least one"],
    ["JWT_SCOPE_CLAIMS", "scope scp", "must name claims that hold scopes"],
    ["JWT_SCOPE_CLAIMS", "scope,sub", "must name claims that hold scopes"],
    ["JWT_SCOPE_CLAIMS", ",", "must name at least one"],
  ])("refuses %s=%s at the start, by its name", (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(`${name}: ${message}`);
  });
});
