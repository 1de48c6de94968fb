import { createHash } from "node:crypto";

const HASH_LENGTH = 12;

/** The beginning of the SHA-256 of a supergraph, in hexadecimal: in health, metrics, and keys of what routers share. */
export function hashSupergraph(supergraphSdl: string): string {
  return createHash("sha256").update(supergraphSdl).digest("hex").slice(0, HASH_LENGTH);
}
