import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { KeySet, VerificationKey } from "../../packages/identity/key-set.ts";
import { InvalidTokenError, verifyAccessToken } from "../../packages/identity/verify-access-token.ts";
import { createRsaSigner } from "../support/access-tokens.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startGuardedGraph } from "./guarded-graph.ts";
import { arbitraryMutation } from "./token-mutations.ts";

const signer = createRsaSigner();
const stranger = createRsaSigner();
const tokens = [signer.sign({ claims: { sub: "one" } }), signer.sign({ claims: { sub: "other" } })] as const;
const material = { tokens, signer, stranger };

const EXPECTATIONS = {
  issuer: "urn:supergraph:accounts",
  audience: "urn:supergraph",
  types: ["at+jwt"],
  scopeClaims: ["scope"],
};
const key: VerificationKey = { publicKey: signer.publicKeyPem, algorithm: "RS256" };
const keySet: KeySet = {
  findKey: async ({ kid, isRight }) => (kid === signer.kid && isRight(key) ? key : null),
};

const { url } = await startKeyPublisher([signer.jwk]);
const graph = await startGuardedGraph({ JWKS_URL: url });

describe("of a good token", () => {
  it("no change is verified, whatever it is", async () => {
    const anything = fc.oneof(fc.string({ minLength: 1, unit: "binary" }), fc.base64String({ minLength: 1 }));
    const property = fc.asyncProperty(arbitraryMutation(material, anything), (text) =>
      expect(verifyAccessToken(text, keySet, EXPECTATIONS)).rejects.toThrow(InvalidTokenError),
    );
    await fc.assert(property, { numRuns: 3_000, interruptAfterTimeLimit: 15_000 });
  });

  it("no change gets anything from the router", async () => {
    const visible = fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom(..."aZ09-_.~+/=,;\"'{é") });
    const property = fc.asyncProperty(arbitraryMutation(material, visible), async (token) => {
      const answer = await graph.expectNothingExecuted(() => graph.send("{ hello }", { token }));
      expect(answer).toMatchObject({ status: 401, codes: ["UNAUTHENTICATED"] });
    });
    await fc.assert(property, { numRuns: 300, interruptAfterTimeLimit: 15_000 });
  });

  it("the token itself is good for all that", async () => {
    for (const token of tokens) {
      await expect(verifyAccessToken(token, keySet, EXPECTATIONS)).resolves.toBeDefined();
      expect(await graph.send("{ hello }", { token })).toMatchObject({ status: 200, codes: [] });
    }
  });
});
