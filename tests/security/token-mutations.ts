import { createHmac } from "node:crypto";
import fc from "fast-check";
import { buildToken, encodePart, type TokenPart, type TokenSigner } from "../support/access-tokens.ts";

/** Two good tokens, and what somebody has who wants to make a third of them: the public key, and a key of his own. */
export interface TokenMaterial {
  readonly tokens: readonly [string, string];
  readonly signer: TokenSigner;
  readonly stranger: TokenSigner;
}

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Texts like the tokens, none of which is one. `characters` are what is put in between. */
export function arbitraryMutation(material: TokenMaterial, characters: fc.Arbitrary<string>) {
  const { tokens } = material;
  return fc
    .oneof(
      fc.constantFrom(...tokens).chain((token) => arbitraryEdits(token, characters)),
      arbitraryParts(tokens, characters),
      arbitraryForgery(material),
    )
    .filter((text) => !tokens.includes(text));
}

/** Up to three places where something is taken out or put in. */
function arbitraryEdits(token: string, characters: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({
    // The end as likely as the rest: its last bits mean nothing.
    at: fc.oneof(fc.nat(token.length), fc.integer({ min: token.length - 3, max: token.length })),
    removed: fc.nat(3),
    added: fc.oneof(fc.constant(""), fc.constantFrom(...BASE64URL), characters),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce((text, { at, removed, added }) => text.slice(0, at) + added + text.slice(at + removed), token),
    );
}

/** The parts of both tokens in any order and number. */
function arbitraryParts(tokens: readonly string[], characters: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const parts = tokens.flatMap((token) => token.split("."));
  const part = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...parts, "") }, characters);
  return fc.array(part, { minLength: 1, maxLength: 5 }).map((chosen) => chosen.join("."));
}

/** Any header and claims, with no signature, with another token's, or signed with what is at hand. */
function arbitraryForgery({ tokens, signer, stranger }: TokenMaterial): fc.Arbitrary<string> {
  const signatures = [
    () => Buffer.alloc(0),
    () => Buffer.from(tokens[0].split(".")[2] ?? "", "base64url"),
    (text: string) => createHmac("sha256", signer.publicKeyPem).update(text).digest(),
    (text: string) => createHmac("sha256", "").update(text).digest(),
    (text: string) => Buffer.from(stranger.sign().split(".")[2] ?? text, "base64url"),
  ];
  const forged = fc
    .tuple(arbitraryHeader(signer, stranger), arbitraryClaims(tokens[0]), fc.constantFrom(...signatures))
    .map(([header, claims, sign]) => buildToken(header, claims, sign));
  const signedByStranger = fc
    .tuple(arbitraryHeader(signer, stranger), arbitraryClaims(tokens[0]))
    .map(([header, claims]) => stranger.sign({ header, claims }));
  return fc.oneof(forged, signedByStranger, arbitraryEncoding(tokens[0]));
}

function arbitraryHeader(signer: TokenSigner, stranger: TokenSigner): fc.Arbitrary<TokenPart> {
  const algorithms = ["none", "None", "NONE", "", "HS256", "HS512", "RS256", "RS512", "PS256", "ES256", null];
  const names = [signer.kid, stranger.kid, "", "__proto__", "constructor", "../key", null];
  return fc.record(
    {
      alg: fc.oneof(fc.constantFrom<unknown>(...algorithms), fc.jsonValue()),
      kid: fc.oneof(fc.constantFrom<unknown>(...names), fc.jsonValue()),
      typ: fc.oneof(fc.constantFrom<unknown>("at+jwt", "JWT", "application/at+jwt"), fc.jsonValue()),
      jwk: fc.constant(stranger.jwk),
      jku: fc.webUrl(),
      crit: fc.jsonValue(),
    },
    { requiredKeys: ["alg", "kid", "typ"] },
  );
}

function arbitraryClaims(token: string): fc.Arbitrary<TokenPart> {
  const claims = decodePart(token.split(".")[1]);
  const changes = fc.record(
    {
      sub: fc.jsonValue(),
      scope: fc.string(),
      exp: fc.jsonValue(),
      iss: fc.jsonValue(),
      aud: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  return changes.map((change) => ({ ...claims, ...change }));
}

/** The very header and claims written another way: what is signed is the text, not what it means. */
function arbitraryEncoding(token: string): fc.Arbitrary<string> {
  const [header, claims, signature] = token.split(".");
  const rewrite = fc.constantFrom(
    (part: string | undefined) => part ?? "",
    (part: string | undefined) => `${part}=`,
    (part: string | undefined) => encodePart(reverse(decodePart(part))),
    (part: string | undefined) => encodeText(JSON.stringify(decodePart(part), null, 1)),
    (part: string | undefined) => encodeText(`${JSON.stringify(decodePart(part))}\n`),
    (part: string | undefined) => encodeText(JSON.stringify({ ...decodePart(part), more: 1 })),
  );
  return fc.tuple(rewrite, rewrite).map(([first, second]) => `${first(header)}.${second(claims)}.${signature}`);
}

function decodePart(part = ""): TokenPart {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as TokenPart;
}

function encodeText(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function reverse(part: TokenPart): TokenPart {
  return Object.fromEntries(Object.entries(part).reverse());
}
