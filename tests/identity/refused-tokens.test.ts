import { createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { buildClaims, buildToken, createRsaSigner, encodePart, nowInSeconds } from "../support/access-tokens.ts";
import type { TestProcess } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { findAsked, readRequestLog } from "../support/request-log.ts";
import { startStack } from "../support/stack.ts";

const signer = createRsaSigner();
const stranger = createRsaSigner();
const stack = await startStack({ JWT_PRIVATE_KEY: signer.privateKeyPem });

const good = signer.sign();
const [goodHeader = "", goodClaims = "", goodSignature = ""] = good.split(".");
const header = { alg: "RS256", typ: "at+jwt", kid: signer.kid };
const unsigned = () => Buffer.alloc(0);

/** Signs as if the public key, which everybody has, were the secret of an HMAC. */
function signWithPublicKey(text: string): Buffer {
  return createHmac("sha256", signer.publicKeyPem).update(text).digest();
}

/** A signature with one of its bits flipped. */
function flipBit(signature: string): string {
  const bytes = Buffer.from(signature, "base64url");
  bytes.writeUInt8(bytes.readUInt8(10) ^ 1, 10);
  return bytes.toString("base64url");
}

/** The one after the last character, which decodes to the same bytes: 2,048 bits leave four of 342 characters over. */
function nextCharacter(token: string): string {
  return String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
}

const BAD_TOKENS: [what: string, token: string][] = [
  ["expired", signer.sign({ claims: { exp: nowInSeconds() - 1 } })],
  ["without an expiry", signer.sign({ claims: { exp: undefined } })],
  ["with an expiry that is no number", signer.sign({ claims: { exp: "2099-01-01" } })],
  ["not valid for another two minutes", signer.sign({ claims: { nbf: nowInSeconds() + 120 } })],
  ["of another issuer", signer.sign({ claims: { iss: "urn:somebody:else" } })],
  ["without an issuer", signer.sign({ claims: { iss: undefined } })],
  ["for another audience", signer.sign({ claims: { aud: "urn:another:api" } })],
  ["without an audience", signer.sign({ claims: { aud: undefined } })],
  ["without a subject", signer.sign({ claims: { sub: undefined } })],
  ["with an empty subject", signer.sign({ claims: { sub: "" } })],
  ["with a subject that is no text", signer.sign({ claims: { sub: 7 } })],
  ["signed with an unknown key", stranger.sign()],
  ["signed with an unknown key under a known key id", stranger.sign({ header: { kid: signer.kid } })],
  ["with an unknown key id", signer.sign({ header: { kid: "unknown" } })],
  ["without a key id", signer.sign({ header: { kid: undefined } })],
  ["with a key id that is no text", signer.sign({ header: { kid: ["a"] } })],
  ["that carries its own key", stranger.sign({ header: { kid: signer.kid, jwk: stranger.jwk } })],
  ["of algorithm none", buildToken({ ...header, alg: "none" }, buildClaims(), unsigned)],
  ["of algorithm None, with a signature", `${encodePart({ ...header, alg: "None" })}.${goodClaims}.${goodSignature}`],
  [
    "of algorithm HS256, with the public key as secret",
    buildToken({ ...header, alg: "HS256" }, buildClaims(), signWithPublicKey),
  ],
  ["that says RS512", signer.sign({ header: { alg: "RS512" } })],
  ["of another type", signer.sign({ header: { typ: "JWT" } })],
  ["of the type of a refresh token", signer.sign({ header: { typ: "rt+jwt" } })],
  ["without a type", signer.sign({ header: { typ: undefined } })],
  ["with a critical extension", signer.sign({ header: { crit: ["b64"], b64: true } })],
  ["with no critical extension in particular", signer.sign({ header: { crit: [] } })],
  ["with tampered claims", `${goodHeader}.${encodePart({ ...buildClaims(), scope: "items:write" })}.${goodSignature}`],
  ["with a tampered signature", `${goodHeader}.${goodClaims}.${flipBit(goodSignature)}`],
  ["with the last character of its signature written otherwise", `${good.slice(0, -1)}${nextCharacter(good)}`],
  ["with the signature cut off", `${goodHeader}.${goodClaims}.`],
  ["of two parts", `${goodHeader}.${goodClaims}`],
  ["of four parts", `${good}.more`],
  ["whose header is not JSON", `bm90IEpTT04.${goodClaims}.${goodSignature}`],
  ["whose header is null", `${Buffer.from("null").toString("base64url")}.${goodClaims}.${goodSignature}`],
  ["whose claims are a list", buildToken(header, [] as never, unsigned)],
  ["that is no JWT", "open-sesame"],
  ["longer than a token can be", signer.sign({ claims: { padding: "x".repeat(7000) } })],
];

const BAD_HEADERS: [what: string, authorization: string | string[]][] = [
  ["an empty header", ""],
  ["an empty token", "Bearer"],
  ["an empty token after a blank", "Bearer "],
  ["no scheme", good],
  ["the scheme Basic", `Basic ${Buffer.from("reader:reader-demo").toString("base64")}`],
  ["another scheme with a good token", `Token ${good}`],
  ["a tab after the scheme", `Bearer\t${good}`],
  ["two tokens", `Bearer ${good} ${good}`],
  ["two tokens by comma", `Bearer ${good}, Bearer ${good}`],
  ["two headers", [`Bearer ${good}`, `Bearer ${good}`]],
  ["two headers, the first of them empty", ["", `Bearer ${good}`]],
];

const REFUSED = [...BAD_TOKENS.map(([what, token]) => [`a token ${what}`, `Bearer ${token}`] as const), ...BAD_HEADERS];

// A public field, so that nothing but the token can be the reason.
const BODY = JSON.stringify({ query: "{ __typename me { id } }" });

function send({ url, name }: TestProcess, authorization: string | readonly string[]) {
  const headers = { "content-type": "application/json", authorization };
  return sendRaw(url, {
    headers: headers as Record<string, string | string[]>,
    body: BODY,
    asRouter: name !== "router",
  });
}

describe.each([
  ["the router", stack.router],
  ["a subgraph", stack.items],
])("%s", (_who, process) => {
  it.each(REFUSED)("refuses %s", async (_what, authorization) => {
    const { status, headers, body } = await send(process, authorization);
    expect({ status, challenge: headers["www-authenticate"], body: JSON.parse(body) }).toEqual({
      status: 401,
      challenge: 'Bearer error="invalid_token"',
      body: {
        errors: [
          {
            message: "The access token is not valid. Sign in again.",
            extensions: { code: "UNAUTHENTICATED" },
          },
        ],
      },
    });
  });

  it("says why in its log alone", async () => {
    const { headers } = await send(process, `Bearer ${signer.sign({ claims: { iss: "urn:x" } })}`);
    const lines = await readRequestLog(process, String(headers["x-request-id"]));
    expect(lines.map(({ reason }) => reason)).toContain("jwt issuer invalid. expected: urn:supergraph:accounts");
  });
});

it("asks no subgraph anything for a refused token", async () => {
  const { headers } = await send(stack.router, `Bearer ${stranger.sign()}`);
  expect(await findAsked(stack.subgraphs, String(headers["x-request-id"]))).toEqual([]);
});
