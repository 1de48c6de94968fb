import type { FastifyInstance } from "fastify";
import type { KeySet } from "../../packages/identity/key-set.ts";
import type { KeyRing } from "./key-ring.ts";

/** Shorter than the time from a key's publication to its first signature. */
const CACHE_SECONDS = 30;

/** The key set of the process that signs itself. */
export function buildOwnKeySet(ring: KeyRing): KeySet {
  return {
    async findKey(wanted) {
      const found = ring.publishedKeys().find(({ kid }) => kid === wanted.kid);
      if (found === undefined) return null;
      const key = { publicKey: found.publicPem, algorithm: "RS256" } as const;
      return wanted.algorithm === key.algorithm && wanted.isRight(key) ? key : null;
    },
  };
}

/** Serves the ring's public keys as a JSON Web Key Set (RFC 7517 §5), for all that verify tokens. */
export function serveOwnKeySet(server: FastifyInstance, ring: KeyRing): void {
  // Without the keys, the other processes would refuse their callers.
  const config = { isAlwaysServed: true };
  server.get("/.well-known/jwks.json", { config }, async (_request, reply) => {
    const keys = ring.publishedKeys().map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: "jwk" }),
      kid,
      use: "sig",
      alg: "RS256",
    }));
    return reply.header("cache-control", `public, max-age=${CACHE_SECONDS}`).send({ keys });
  });
}
