import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";

/** Carries the client's address to a subgraph, which may believe it: the router's signature covers this header. */
export const CLIENT_ADDRESS_HEADER = "x-client-address";

/** The address in the header, else the connection's. */
export function findClientAddress({ headers, ip }: Pick<FastifyRequest, "headers" | "ip">): string {
  const given = headers[CLIENT_ADDRESS_HEADER];
  return typeof given === "string" && isIP(given) !== 0 ? given : ip;
}
