import type { FastifyInstance } from "fastify";
import type { KeySet } from "../../identity/key-set.ts";
import type { SigningKey } from "./signing-key.ts";

const CACHE_SECONDS = 300;

/** The key set of the process that signs: known without asking anybody. */
export function buildOwnKeySet({ kid, publicKey }: SigningKey): KeySet {
  const key = {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    algorithm: "RS256",
  } as const;
  return { findKey: async (wanted) => (wanted === kid ? key : null) };
}

/** Serves the public half of `signingKey` as a JSON Web Key Set (RFC 7517 §5), for everybody who verifies tokens. */
export function serveOwnKeySet(server: FastifyInstance, { kid, publicKey }: SigningKey): void {
  const keySet = { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] };
  server.get("/.well-known/jwks.json", async (_request, reply) =>
    reply.header("cache-control", `public, max-age=${CACHE_SECONDS}`).send(keySet),
  );
}
