import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { isRecord } from "../../packages/server/is-record.ts";

/** What the functions of `router.config.ts` are told of a request. */
export interface RequestFacts {
  readonly caller: MaybeCaller;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The client's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A request whose token has been verified. */
export interface IdentifiedHeaders extends Omit<RequestFacts, "claims"> {
  readonly accessToken: string | null;
}

/** The facts of a request. Its token is decoded when its claims are first asked for. */
export function createRequestFacts({ caller, accessToken, headers }: IdentifiedHeaders): RequestFacts {
  let claims: RequestFacts["claims"] | undefined;
  return {
    caller,
    headers,
    get claims() {
      claims ??= readClaims(accessToken);
      return claims;
    },
  };
}

const NONE = {};

function readClaims(accessToken: string | null): RequestFacts["claims"] {
  const payload = accessToken?.split(".")[1];
  if (payload === undefined) return NONE;
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  return isRecord(claims) ? claims : NONE;
}
