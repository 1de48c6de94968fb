import { createRsaSigner, nowInSeconds, type TokenPart } from "../../../support/access-tokens.ts";
import { sendOperation } from "../../../support/graphql-client.ts";
import { startDemoStack } from "../../support/demo-stack.ts";
import type { FaultRow } from "../../support/fault-row.ts";

const TOKENS_OF_EACH = 20;

const CLAIMS: readonly [what: string, claims: (now: number) => TokenPart, isAccepted: boolean][] = [
  ["expired 1 s ago", (now) => ({ exp: now - 1 }), false],
  ["expired 10 s ago", (now) => ({ exp: now - 10 }), false],
  ["expired an hour ago", (now) => ({ iat: now - 3_900, exp: now - 3_600 }), false],
  ["valid in an hour", (now) => ({ nbf: now + 3_600, exp: now + 3_900 }), false],
  ["valid in two minutes", (now) => ({ nbf: now + 120 }), false],
  ["valid in 15 s", (now) => ({ nbf: now + 15 }), true],
  ["issued in 15 s", (now) => ({ iat: now + 15 }), true],
];

/** Tokens of a publisher whose clock is ahead or behind: a little is forgiven, but never an expiry. */
export async function skewClocks(): Promise<readonly FaultRow[]> {
  const signer = createRsaSigner();
  const stack = await startDemoStack({ JWT_PRIVATE_KEY: signer.privateKeyPem });
  const wrong: string[] = [];
  for (const [what, buildClaims, isAccepted] of CLAIMS) {
    for (let count = 0; count < TOKENS_OF_EACH; count++) {
      const token = signer.sign({ claims: buildClaims(nowInSeconds()) });
      const { status } = await sendOperation(stack.router.url, "{ __typename }", { token });
      if (status !== (isAccepted ? 200 : 401)) wrong.push(what);
    }
  }
  return [
    {
      fault: "clocks of the tokens' publisher are off",
      lost: wrong.length === 0 ? "nothing: 15 s ahead is forgiven, an expiry never" : [...new Set(wrong)].join(", "),
      outageMs: null,
      requests: CLAIMS.length * TOKENS_OF_EACH,
      partial: 0,
      failed: wrong.length,
      promise: "no expired or early token is accepted",
      isKept: wrong.length === 0,
    },
  ];
}
