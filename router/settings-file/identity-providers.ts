import { normalizeType } from "../../packages/identity/token-kind.ts";
import type { TokenProvider } from "../../packages/identity/variables.ts";
import type { IdentityProvider } from "./router-settings.ts";

/** RFC 9068 §2.1. */
const DEFAULT_TYPES = ["at+jwt"];
/** RFC 9068 §2.2.3. */
const DEFAULT_SCOPE_CLAIMS = ["scope"];

/** What the tokens of a provider must say. */
export function buildProvider(provider: IdentityProvider): TokenProvider {
  const { issuer, keySetUrl, audience = null, requiredClaim, algorithms } = provider;
  const types = (provider.types ?? DEFAULT_TYPES).map(normalizeType);
  const scopeClaims = provider.scopeClaims ?? DEFAULT_SCOPE_CLAIMS;
  return {
    keySetUrls: [keySetUrl],
    expectations: { issuer, audience, requiredClaim, algorithms, types, scopeClaims },
  };
}
