import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";

/**
 * Lets pages of `origins`, and of no other origin, read answers in a browser.
 * @param publicOrigins those of them that are on the public internet and may reach a router on their visitor's machine
 */
export async function allowOrigins(
  server: FastifyInstance,
  origins: readonly string[],
  publicOrigins: readonly string[],
): Promise<void> {
  const origin = [...publicOrigins, ...origins];
  if (origin.length === 0) return;
  if (publicOrigins.length > 0) allowPrivateNetwork(server, publicOrigins);
  await server.register(cors, {
    origin,
    methods: ["GET", "POST"],
    exposedHeaders: ["retry-after", "x-request-id"],
  });
}

/** Headers by which a browser asks whether a public page may reach this machine, with those of the answers. */
const PRIVATE_NETWORK_HEADERS = [
  // https://wicg.github.io/private-network-access/
  ["access-control-request-private-network", "access-control-allow-private-network"],
  // Its name in https://wicg.github.io/local-network-access/
  ["access-control-request-local-network", "access-control-allow-local-network"],
] as const;

function allowPrivateNetwork(server: FastifyInstance, origins: readonly string[]): void {
  server.addHook("onRequest", async ({ method, headers }, reply) => {
    if (method !== "OPTIONS" || !origins.includes(headers.origin ?? "")) return;
    for (const [asked, allowed] of PRIVATE_NETWORK_HEADERS) {
      if (headers[asked] === "true") reply.header(allowed, "true");
    }
  });
}
