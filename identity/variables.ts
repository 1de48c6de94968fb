import * as z from "zod";
import { commaSeparated, httpUrl } from "../service/environment.ts";
import { type Authenticate, createAuthenticate } from "./authenticate.ts";
import { createRemoteKeySet, joinKeySets } from "./remote-key-set.ts";
import type { TokenExpectations } from "./verify-access-token.ts";

/** The variables that say whose tokens are accepted. The defaults are what this stack's accounts subgraph issues. */
export const identityVariables = {
  JWKS_URL: commaSeparated(httpUrl()).default(["http://127.0.0.1:4001/.well-known/jwks.json"]),
  JWT_ISSUER: z.string().default("urn:supergraph:accounts"),
  JWT_AUDIENCE: z.string().default("urn:supergraph"),
  JWT_TYPES: commaSeparated(z.string().toLowerCase()).default(["at+jwt"]),
};

/** The values of `identityVariables`. */
export type IdentitySettings = z.output<z.ZodObject<typeof identityVariables>>;

/** What `settings` ask of a token. */
export function buildTokenExpectations(settings: IdentitySettings): TokenExpectations {
  return { issuer: settings.JWT_ISSUER, audience: settings.JWT_AUDIENCE, types: settings.JWT_TYPES };
}

/** Authenticates against the key sets that `settings` name. */
export function createRemoteAuthenticate(
  settings: IdentitySettings,
  onFetchFailure: (url: string, error: unknown) => void,
): Authenticate {
  const keySets = settings.JWKS_URL.map((url) =>
    createRemoteKeySet(url, (error) => onFetchFailure(url, error)),
  );
  return createAuthenticate(joinKeySets(keySets), buildTokenExpectations(settings));
}
