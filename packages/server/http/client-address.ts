import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";

/**
 * How the router tells a subgraph which address a request comes from. A subgraph that has a `ROUTER_SECRET` may believe
 * it: it answers the router alone, and the router's signature covers this header.
 */
export const CLIENT_ADDRESS_HEADER = "x-client-address";

/** The address in the header, else the one that the connection comes from. */
export function findClientAddress({ headers, ip }: Pick<FastifyRequest, "headers" | "ip">): string {
  const given = headers[CLIENT_ADDRESS_HEADER];
  return typeof given === "string" && isIP(given) !== 0 ? given : ip;
}
