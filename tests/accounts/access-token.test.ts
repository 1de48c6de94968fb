import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { login, me, readRefusal, type Session, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let accounts: RunningAccounts;
let session: Session;
beforeAll(async () => {
  accounts = await startAccounts({
    JWT_ISSUER: "urn:test:issuer",
    JWT_AUDIENCE: "urn:test:audience",
    JWT_TYPES: "jwt",
  });
  session = await signUp(accounts, "bearer");
});
afterAll(() => accounts.stop());

describe("the key set", () => {
  it("publishes the public half of one RSA key, under its thumbprint", async () => {
    const { keys } = await fetchKeySet();
    expect(keys).toEqual([
      {
        kty: "RSA",
        use: "sig",
        alg: "RS256",
        e: "AQAB",
        n: expect.stringMatching(/^[\w-]{342}$/),
        kid: buildThumbprint(keys[0]),
      },
    ]);
  });

  it("may be cached for five minutes", async () => {
    const { headers } = await fetch(`${accounts.url}/.well-known/jwks.json`);
    expect(headers.get("cache-control")).toBe("public, max-age=30");
    expect(headers.get("content-type")).toMatch(/^application\/json/);
  });
});

describe("an access token", () => {
  it("is signed with the published key and names it", async () => {
    const { keys } = await fetchKeySet();
    const { header } = await verifyWithPublishedKey(session.accessToken);
    expect(header).toEqual({ alg: "RS256", typ: "at+jwt", kid: keys[0]?.kid });
  });

  it("says who it was issued by, to and for, for 15 minutes", async () => {
    const { payload } = await verifyWithPublishedKey(session.accessToken);
    const exp = new Date(session.expiresAt).getTime() / 1000;
    expect(payload).toEqual({
      iss: "urn:test:issuer",
      aud: "urn:test:audience",
      sub: session.user.id,
      exp,
      iat: exp - 15 * 60,
      jti: expect.stringMatching(UUID),
      scope: "",
    });
    expect(Math.abs(exp - 15 * 60 - Date.now() / 1000)).toBeLessThan(30);
  });

  it("holds the user's scopes", async () => {
    await signUp(accounts, "granted");
    await withDatabase(accounts, (prisma) =>
      prisma.user.update({ where: { usernameKey: "granted" }, data: { scopes: "a:read b" } }),
    );
    const { data } = await login(accounts, "granted");
    const { payload } = await verifyWithPublishedKey(data?.login.accessToken ?? "");
    expect(payload).toMatchObject({ scope: "a:read b" });
  });

  it("has an id of its own", async () => {
    const { data } = await login(accounts, "bearer");
    const ids = [session.accessToken, data?.login.accessToken ?? ""].map(
      (token) => jwt.decode(token, { json: true })?.jti,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ["a refresh token", () => session.refreshToken],
    ["a token with a changed payload", () => changePayload(session.accessToken)],
    ["a token signed with another key under the same id", () => signWithAnotherKey(session.accessToken)],
  ])("is not %s: the request is refused whole", async (_case, makeToken) => {
    const answer = await me(accounts, makeToken());
    expect(answer.status).toBe(401);
    expect(readRefusal(answer)).toEqual({
      data: undefined,
      refusals: [{ message: "The access token is not valid. Sign in again.", code: "UNAUTHENTICATED" }],
    });
  });

  it("is accepted by the process that issued it, whatever types of others are", async () => {
    expect((await me(accounts, session.accessToken)).data).toEqual({ me: session.user });
  });
});

async function fetchKeySet(): Promise<{ keys: JsonWebKey[] }> {
  const response = await fetch(`${accounts.url}/.well-known/jwks.json`);
  return (await response.json()) as { keys: JsonWebKey[] };
}

async function verifyWithPublishedKey(token: string): Promise<jwt.Jwt> {
  const { keys } = await fetchKeySet();
  const publicKey = createPublicKey({ key: keys[0] ?? {}, format: "jwk" });
  return jwt.verify(token, publicKey, { algorithms: ["RS256"], complete: true });
}

function buildThumbprint({ e, kty, n }: JsonWebKey = {}): string {
  return createHash("sha256").update(`{"e":"${e}","kty":"${kty}","n":"${n}"}`).digest("base64url");
}

function changePayload(token: string): string {
  const [header, , signature] = token.split(".");
  const payload = { ...jwt.decode(token, { json: true }), scope: "books:write" };
  return [header, Buffer.from(JSON.stringify(payload)).toString("base64url"), signature].join(".");
}

function signWithAnotherKey(token: string): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { header, payload } = jwt.decode(token, { complete: true }) ?? {};
  return jwt.sign(payload ?? {}, privateKey, { algorithm: "RS256", header: { alg: "RS256", ...header } });
}
