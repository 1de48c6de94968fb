import { constants, createPrivateKey, sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { type KeySet, SIGNATURE_ALGORITHMS } from "../../packages/identity/key-set.ts";
import { createRemoteKeySet, joinKeySets } from "../../packages/identity/remote-key-set.ts";
import { verifyAccessToken } from "../../packages/identity/verify-access-token.ts";
import { buildClaims, buildToken, createRsaSigner, type TokenPart } from "../support/access-tokens.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { createProviderKey, type ProviderKey } from "../support/provider-keys.ts";

const EXPECTATIONS = {
  issuer: "urn:supergraph:accounts",
  audience: "urn:supergraph",
  types: ["at+jwt"],
  scopeClaims: ["scope"],
};

async function publish(...sets: readonly TokenPart[][]): Promise<KeySet> {
  const publishers = await Promise.all(sets.map((keys) => startKeyPublisher(keys)));
  return joinKeySets(publishers.map(({ url }) => createRemoteKeySet(url, () => undefined)));
}

function signWith(key: ProviderKey, header: TokenPart = {}): string {
  return key.sign({ typ: "at+jwt", ...header }, buildClaims());
}

async function isVerified(token: string, keySet: KeySet): Promise<boolean> {
  const verified = await verifyAccessToken(token, keySet, EXPECTATIONS).catch((error) => {
    if (error.name !== "InvalidTokenError") throw error;
    return null;
  });
  return verified !== null;
}

const everyAlgorithm = await Promise.all(
  SIGNATURE_ALGORITHMS.map(async (alg) => {
    const key = createProviderKey(alg);
    const members = { kid: "one", alg, use: "sig", key_ops: ["verify"] };
    return [alg, { key, published: await publish([{ ...key.jwk, ...members }]) }] as const;
  }),
);

describe.each(everyAlgorithm)("%s", (alg, { key, published }) => {
  it("verifies", async () => {
    expect(await isVerified(signWith(key, { kid: "one" }), published)).toBe(true);
  });

  it("verifies nothing of another key", async () => {
    const other = createProviderKey(alg);
    expect(await isVerified(signWith(other, { kid: "one" }), published)).toBe(false);
  });

  it("verifies nothing that has been changed", async () => {
    const [header, , signature] = signWith(key, { kid: "one" }).split(".");
    const claims = Buffer.from(JSON.stringify({ ...buildClaims(), sub: "other" })).toString("base64url");
    expect(await isVerified(`${header}.${claims}.${signature}`, published)).toBe(false);
  });

  it.each(SIGNATURE_ALGORITHMS.filter((other) => other !== alg).map((other) => [other]))(
    "is not what a token may call %s",
    async (other) => {
      const token = key.sign({ typ: "at+jwt", kid: "one", alg: other }, buildClaims());
      expect(await isVerified(token, published)).toBe(false);
    },
  );
});

it("EdDSA goes by the name of its curve too", async () => {
  const key = createProviderKey("EdDSA");
  const keySet = await publish([{ ...key.jwk, kid: "one", alg: "Ed25519" }]);
  expect(await isVerified(signWith(key, { kid: "one", alg: "Ed25519" }), keySet)).toBe(true);
  expect(await isVerified(signWith(key, { kid: "one" }), keySet)).toBe(true);
});

it("a salt of another length than the hash refuses PS256", async () => {
  const signer = createRsaSigner();
  const keySet = await publish([{ ...signer.jwk, alg: "PS256" }]);
  const key = createPrivateKey(signer.privateKeyPem);
  const token = (saltLength: number) =>
    buildToken({ alg: "PS256", typ: "at+jwt", kid: signer.kid }, buildClaims(), (text) =>
      sign("sha256", Buffer.from(text), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
    );
  expect(await isVerified(token(32), keySet)).toBe(true);
  expect(await isVerified(token(20), keySet)).toBe(false);
});

describe("a key", () => {
  const key = createProviderKey("RS256");
  const spare = createProviderKey("ES256");

  it.each([
    ["too short", createProviderKey("RS256", 1024), {}],
    ["for encryption", key, { use: "enc" }],
    ["for signing alone", key, { key_ops: ["sign"] }],
    ["of an algorithm that does not fit its type", key, { alg: "ES256" }],
    ["of an algorithm that is never accepted", key, { alg: "HS256" }],
    ["that is private", key, { d: "AQAB" }],
  ])("that is %s verifies nothing", async (_what, each, members) => {
    const keySet = await publish([
      { ...spare.jwk, kid: "spare" },
      { ...each.jwk, kid: "one", ...members },
    ]);
    expect(await isVerified(signWith(each, { kid: "one" }), keySet)).toBe(false);
    expect(await isVerified(signWith(spare, { kid: "spare" }), keySet)).toBe(true);
  });

  it.each([
    ["a token with an id", { kid: "any" }],
    ["a token without one", {}],
  ])("without an id verifies %s, when no other of its set fits", async (_what, header) => {
    const keySet = await publish([key.jwk, spare.jwk, { ...createProviderKey("RS256").jwk, kid: "named" }]);
    expect(await isVerified(signWith(key, header), keySet)).toBe(true);
    expect(await isVerified(signWith(spare, header), keySet)).toBe(true);
  });

  it("without an id verifies nothing beside another that fits as well", async () => {
    const keySet = await publish([key.jwk, createProviderKey("RS256").jwk]);
    expect(await isVerified(signWith(key), keySet)).toBe(false);
  });

  it("without an id verifies nothing for a token that names another key", async () => {
    const keySet = await publish([key.jwk, { ...createProviderKey("RS256").jwk, kid: "named" }]);
    expect(await isVerified(signWith(key, { kid: "named" }), keySet)).toBe(false);
  });

  it("with an id verifies no token without one: its publisher names its keys", async () => {
    const keySet = await publish([{ ...key.jwk, kid: "one" }]);
    expect(await isVerified(signWith(key), keySet)).toBe(false);
  });
});

describe("one id for several keys", () => {
  const keys = Array.from({ length: 5 }, () => createProviderKey("ES256"));
  const named = keys.map(({ jwk }) => ({ ...jwk, kid: "1" }));

  it.each([
    ["of one set", named.slice(0, 2), []],
    ["of two publishers", named.slice(0, 1), named.slice(1, 2)],
  ])("%s: each verifies its own tokens", async (_what, one, other) => {
    const keySet = await publish(...[one, other].filter(({ length }) => length > 0));
    const verified = await Promise.all(keys.slice(0, 3).map((key) => isVerified(signWith(key, { kid: "1" }), keySet)));
    expect(verified).toEqual([true, true, false]);
  });

  it("is looked through for the first four alone", async () => {
    const keySet = await publish(named);
    const verified = await Promise.all(keys.map((key) => isVerified(signWith(key, { kid: "1" }), keySet)));
    expect(verified).toEqual([true, true, true, true, false]);
  });
});
