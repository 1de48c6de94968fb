import type { FastifyInstance, FastifyReply } from "fastify";
import { GRAPHQL_ROUTE } from "../../packages/server/graphql/graphql-route.ts";

/** Adds a request header to those that an answer varies by (RFC 9110 §12.5.5). */
export function addVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader("vary");
  reply.header("vary", others === undefined ? name : `${String(others)}, ${name}`);
}

/**
 * Makes answers vary by the form that the client asks for, by the token, and by the headers that rules forward: a
 * browser, or a cache on the way, must not give one client what it has kept for another.
 */
export function varyByRequest(server: FastifyInstance, forwarded: readonly string[]): void {
  const names = ["accept", "authorization", ...forwarded].join(", ");
  server.addHook("onSend", async (request, reply, payload) => {
    if (request.routeOptions.url === GRAPHQL_ROUTE) addVary(reply, names);
    return payload;
  });
}
