import type { GraphQLError } from "graphql";
import { createClientError } from "../server/errors/error-codes.ts";
import { findBearerToken } from "./bearer-token.ts";
import { ANONYMOUS, type Caller, type MaybeCaller } from "./caller.ts";
import { type KeySet, KeysUnavailableError } from "./key-set.ts";
import { rememberVerified } from "./verified-tokens.ts";
import { InvalidTokenError, readIssuer, type TokenExpectations, verifyAccessToken } from "./verify-access-token.ts";

type Authenticated = { readonly caller: MaybeCaller; readonly accessToken: string | null };

/**
 * Finds the caller of a request by its Authorization headers, and the token that proved it, for the next hop. A promise
 * only where the token must be verified, or is refused.
 */
export type Authenticate = (
  authorization: readonly string[] | undefined,
  onRefusal: (reason: string) => void,
) => Authenticated | Promise<Authenticated>;

/**
 * Makes the check that runs before anything is executed. Without a token the request is anonymous; a valid token names
 * the caller. Any other refuses the request: HTTP 401 with the challenge of RFC 6750 §3, or 503 while there is no key.
 */
export function createAuthenticate(keySet: KeySet, expectations: TokenExpectations): Authenticate {
  return authenticateWith(createVerifier(keySet, expectations));
}

/** Authenticates tokens of several issuers: each by the keys and the expectations of its own. */
export function createProvidersAuthenticate(
  providers: readonly { readonly keySet: KeySet; readonly expectations: TokenExpectations }[],
): Authenticate {
  const [only] = providers;
  if (only !== undefined && providers.length === 1) return createAuthenticate(only.keySet, only.expectations);
  const byIssuer = new Map(
    providers.map(({ keySet, expectations }) => [expectations.issuer, createVerifier(keySet, expectations)]),
  );
  return authenticateWith(async (token) => {
    const issuer = readIssuer(token) ?? "";
    const verify = byIssuer.get(issuer);
    if (verify === undefined) throw new InvalidTokenError("of an issuer that is not accepted");
    return { ...(await verify(token)), issuer };
  });
}

type Verify = (token: string) => Caller | Promise<Caller>;

function createVerifier(keySet: KeySet, expectations: TokenExpectations): Verify {
  return rememberVerified((token) => verifyAccessToken(token, keySet, expectations), keySet);
}

function authenticateWith(verify: Verify): Authenticate {
  return (authorization, onRefusal) => {
    const refuse = (error: unknown) => {
      if (error instanceof Error) onRefusal(error.message);
      return Promise.reject(toRefusal(error));
    };
    try {
      const accessToken = findBearerToken(authorization);
      const caller = accessToken === null ? ANONYMOUS : verify(accessToken);
      if (!(caller instanceof Promise)) return { caller, accessToken };
      return caller.then((verified) => ({ caller: verified, accessToken }), refuse);
    } catch (error) {
      return refuse(error);
    }
  };
}

function toRefusal(error: unknown): unknown {
  if (error instanceof InvalidTokenError) {
    return refusal("UNAUTHENTICATED", "The access token is not valid. Sign in again.", {
      status: 401,
      headers: new Map([["www-authenticate", 'Bearer error="invalid_token"']]),
    });
  }
  if (error instanceof KeysUnavailableError) {
    const message = "Access tokens cannot be verified right now. Try again soon.";
    return refusal("SERVICE_UNAVAILABLE", message, { status: 503 });
  }
  return error;
}

/** Apollo Server takes status and headers from `http`, and does not send it. */
function refusal(
  code: "UNAUTHENTICATED" | "SERVICE_UNAVAILABLE",
  message: string,
  http: { readonly status: number; readonly headers?: ReadonlyMap<string, string> },
): GraphQLError {
  return createClientError(code, message, { extensions: { http } });
}
