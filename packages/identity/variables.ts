import * as z from "zod";
import { withoutCredentials } from "../server/http/url-credentials.ts";
import { commaSeparated, httpUrl } from "../server/process/environment.ts";
import { type Authenticate, createProvidersAuthenticate } from "./authenticate.ts";
import { createRemoteKeySet, joinKeySets } from "./remote-key-set.ts";
import { normalizeType } from "./token-kind.ts";
import type { TokenExpectations } from "./verify-access-token.ts";

/** Whose tokens are accepted: by default, those that this stack issues itself. */
export const identityVariables = {
  JWKS_URL: commaSeparated(httpUrl()).default(["http://127.0.0.1:4001/.well-known/jwks.json"]),
  JWT_ISSUER: z.string().default("urn:supergraph:accounts"),
  JWT_AUDIENCE: z.string().default("urn:supergraph"),
  JWT_TYPES: commaSeparated(tokenType()).default(["at+jwt"]),
  JWT_SCOPE_CLAIMS: commaSeparated(scopeClaim()).default(["scope"]),
};

/** A `typ` header, as in a media type (RFC 6838 §4.2). */
export function tokenType(): z.ZodType<string, string> {
  const expected = "must be types such as at+jwt or JWT, or none for tokens without one";
  return z
    .string()
    .transform(normalizeType)
    .refine((type) => /^[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(type), expected);
}

/** Claims with another meaning (RFC 7519 §4.1): their values are not grants. */
const NO_SCOPE_CLAIMS = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/** The name of a claim that holds scopes. */
export function scopeClaim(): z.ZodType<string, string> {
  const expected = "must name claims that hold scopes, such as scope, scp, permissions or roles";
  return z.string().refine((name) => !/\s/.test(name) && !NO_SCOPE_CLAIMS.includes(name), expected);
}

/** A provider whose tokens are accepted. */
export interface TokenProvider {
  /** The URLs of the key sets (RFC 7517) that its tokens are verified with. */
  readonly keySetUrls: readonly string[];
  readonly expectations: TokenExpectations;
}

/** The provider that `values` name. */
export function buildIdentitySettings(values: z.output<z.ZodObject<typeof identityVariables>>) {
  return {
    keySetUrls: values.JWKS_URL,
    expectations: {
      issuer: values.JWT_ISSUER,
      audience: values.JWT_AUDIENCE,
      types: values.JWT_TYPES,
      scopeClaims: values.JWT_SCOPE_CLAIMS,
    },
  };
}

/** Authenticates against the key sets of the providers. */
export function createRemoteAuthenticate(
  providers: readonly TokenProvider[],
  onFetchFailure: (url: string, error: unknown) => void,
): Authenticate {
  return createProvidersAuthenticate(
    providers.map(({ keySetUrls, expectations }) => {
      const keySets = keySetUrls.map((url) =>
        createRemoteKeySet(url, (error) => onFetchFailure(withoutCredentials(url), error)),
      );
      return { keySet: joinKeySets(keySets), expectations };
    }),
  );
}
