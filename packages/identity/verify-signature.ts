import { verify } from "node:crypto";
import jwt from "jsonwebtoken";
import type { VerificationKey } from "./key-set.ts";

/** Whether `key` signed the token, by the key's algorithm. The claims are not looked at. */
export function isSignedBy(token: string, { publicKey, algorithm }: VerificationKey): boolean {
  try {
    if (algorithm === "EdDSA") return isSignedByEdwards(token, publicKey);
    jwt.verify(token, publicKey, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}

/** RFC 8037 §3.1, which jsonwebtoken does not support. */
function isSignedByEdwards(token: string, publicKey: string): boolean {
  const end = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  return verify(null, Buffer.from(token.slice(0, end)), publicKey, signature);
}
