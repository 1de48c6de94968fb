import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";

/**
 * How the router tells a subgraph which address a request comes from. Whoever reaches the subgraph itself can write
 * what he likes here, so nothing may depend on it alone.
 */
export const CLIENT_ADDRESS_HEADER = "x-client-address";

/** The address in the header, else the one that the connection comes from. */
export function findClientAddress({ headers, ip }: Pick<FastifyRequest, "headers" | "ip">): string {
  const given = headers[CLIENT_ADDRESS_HEADER];
  return typeof given === "string" && isIP(given) !== 0 ? given : ip;
}
