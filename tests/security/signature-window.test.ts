import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { buildRouterSignature } from "../../packages/server/router-auth/signature.ts";
import { createSigningKey } from "../../packages/server/router-auth/signing-key.ts";
import { createRequestVerifier } from "../../packages/server/router-auth/verify-request.ts";
import { ROUTER_SECRET } from "../support/router-signature.ts";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const HEAD = { method: "POST", target: "/graphql", clientAddress: null };

const verify = createRequestVerifier({ scheme: "hmac", secrets: [ROUTER_SECRET] });

beforeEach(() => void jest.useFakeTimers({ now: NOW }));
afterEach(() => void jest.useRealTimers());

it.each([
  [-31, "refused"],
  [-30, "accepted"],
  [-29, "accepted"],
  [0, "accepted"],
  [29, "accepted"],
  [30, "accepted"],
  [31, "refused"],
])("a signature of %d seconds from now is %s", (seconds, kind) => {
  const key = createSigningKey(ROUTER_SECRET);
  const request = { ...HEAD, body: "{}", callerId: null };
  const signature = buildRouterSignature(request, key, NOW + seconds * 1000);
  const verdict = verify({ ...HEAD, readHeader: () => [signature] });
  expect(verdict.kind).toBe(kind);
});

it("a signature is what docs/router-to-subgraphs.md says, so that others can make it", () => {
  const key = createSigningKey("0123456789abcdef0123456789abcdef");
  const request = {
    method: "POST",
    target: "/graphql",
    body: '{"query":"{ __typename }"}',
    callerId: "alice",
    clientAddress: "192.0.2.1",
  };
  // Made with openssl.
  expect(buildRouterSignature(request, key, NOW)).toBe(
    [
      "t=1767268800",
      "body=91076a9616ac0cd9ed9ed7ed28bafe720f47c0cd8406e68b45b6ddba1fe8b897",
      "caller=YWxpY2U",
      "v1=ce8b8e6ca0c81ba8cf7d68f8c8e0c7d8e42e1ccfe76c3b35a7b76baf01cacf8b",
    ].join(),
  );
});
