import { isRecord } from "../../packages/server/is-record.ts";

const NONE = {};

/** The claims of a token that has been verified; none without one. */
export function readClaims(accessToken: string | null): Readonly<Record<string, unknown>> {
  const payload = accessToken?.split(".")[1];
  if (payload === undefined) return NONE;
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  return isRecord(claims) ? claims : NONE;
}
