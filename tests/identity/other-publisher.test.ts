import { sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { buildToken, createEcSigner, createRsaSigner, type TokenPart } from "../support/access-tokens.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess } from "../support/process.ts";

const elliptic = createEcSigner();
const rsa = createRsaSigner();
const unmarked = createRsaSigner();
const forEncryption = createRsaSigner();
const { alg: _alg, ...unmarkedJwk } = unmarked.jwk;
const publisher = await startKeyPublisher([elliptic.jwk, rsa.jwk, unmarkedJwk, { ...forEncryption.jwk, use: "enc" }]);
const router = await startProcess("router/main", {
  JWKS_URL: publisher.url,
  JWT_ISSUER: "https://identity.test/",
  JWT_AUDIENCE: "library",
  JWT_TYPES: "at+jwt, JWT",
});

const claims = { iss: "https://identity.test/", aud: "library" };
const allClaims = { ...claims, sub: "somebody", exp: Math.floor(Date.now() / 1000) + 300 };

/** A token whose header asks for RS512, signed so, with the key pair of `signer`. */
function signRs512({ privateKeyPem, kid }: { privateKeyPem: string; kid: string }, part: TokenPart): string {
  const header = { alg: "RS512", typ: "at+jwt", kid };
  return buildToken(header, part, (text) => sign("sha512", Buffer.from(text), privateKeyPem));
}

async function sendWith(token: string): Promise<number> {
  return (await sendOperation(router.url, "{ __typename }", { token })).status;
}

describe("keys of another publisher", () => {
  it.each([
    ["ES256", elliptic.sign({ claims })],
    ["RS256", rsa.sign({ claims })],
    ["RS256 by a key that does not say what it is for", unmarked.sign({ claims })],
    ["a type that is allowed here", elliptic.sign({ claims, header: { typ: "JWT" } })],
  ])("verify a token signed with %s", async (_what, token) => {
    expect(await sendWith(token)).toBe(200);
  });

  it.each([
    ["RS512 by a key stated as RS256", signRs512(rsa, allClaims)],
    ["RS512 by a key that does not say what it is for", signRs512(unmarked, allClaims)],
    ["a key for encryption", forEncryption.sign({ claims })],
    ["another publisher's key under this key id", rsa.sign({ claims, header: { kid: elliptic.kid } })],
  ])("do not verify a token signed with %s", async (_what, token) => {
    expect(await sendWith(token)).toBe(401);
  });

  it("do not make tokens of the stack's own issuer acceptable", async () => {
    expect(await sendWith(rsa.sign())).toBe(401);
  });
});
