import type { FastifyReply } from "fastify";

/** Where clients are answered with what is compressed and kept. */
export const GRAPHQL_ROUTE = "/graphql";

/** Adds a request header to those that an answer depends on (RFC 9110 §12.5.5). */
export function addVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader("vary");
  reply.header("vary", others === undefined ? name : `${String(others)}, ${name}`);
}
