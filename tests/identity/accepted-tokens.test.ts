import { describe, expect, it } from "@jest/globals";
import { createRsaSigner, nowInSeconds } from "../support/access-tokens.ts";
import { sendRaw } from "../support/raw-request.ts";
import { startStack } from "../support/stack.ts";

const signer = createRsaSigner();
const stack = await startStack({ JWT_PRIVATE_KEY: signer.privateKeyPem });
const token = signer.sign();

const ACCEPTED: [what: string, authorization: string][] = [
  ["a token", `Bearer ${token}`],
  ["the scheme in lower case", `bearer ${token}`],
  ["the scheme in upper case", `BEARER ${token}`],
  ["several blanks after the scheme", `Bearer   ${token}`],
  ["the type as a media type", `Bearer ${signer.sign({ header: { typ: "application/at+jwt" } })}`],
  ["the type in another case", `Bearer ${signer.sign({ header: { typ: "AT+JWT" } })}`],
  ["a token of a clock 20 seconds ahead", `Bearer ${signer.sign({ claims: { nbf: nowInSeconds() + 20 } })}`],
  ["one of several audiences", `Bearer ${signer.sign({ claims: { aud: ["urn:other", "urn:supergraph"] } })}`],
  ["a token without scopes", `Bearer ${signer.sign({ claims: { scope: undefined } })}`],
  ["a token with claims nobody knows", `Bearer ${signer.sign({ claims: { roles: ["x"], scope: 7 } })}`],
];

describe.each([
  ["the router", stack.router, false],
  ["a subgraph", stack.items, true],
])("%s", (_who, process, asRouter) => {
  it.each(ACCEPTED)("accepts %s", async (_what, authorization) => {
    const { status, body } = await sendRaw(process.url, {
      headers: { "content-type": "application/json", authorization },
      body: JSON.stringify({ query: "{ items { totalCount } }" }),
      asRouter,
    });
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 200,
      body: { data: { items: { totalCount: 24 } } },
    });
  });
});
