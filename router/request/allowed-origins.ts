import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";

/** Whose pages may read answers. */
export interface CorsSettings {
  /** Origins, and patterns that match a whole one. */
  readonly origins: readonly (string | RegExp)[];
  /** Whether browsers may send cookies along. */
  readonly credentials: boolean;
}

/** Whether `text` is an origin, as browsers send it: without a path or a final slash (RFC 6454 §7). */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/**
 * Lets pages of `origins`, and of no other origin, read answers in a browser; with their cookies if `credentials`.
 * @param publicOrigins those of them that are on the public internet and may reach a router on their visitor's machine
 */
export async function allowOrigins(
  server: FastifyInstance,
  { origins, credentials }: CorsSettings,
  publicOrigins: readonly string[],
): Promise<void> {
  const origin = [...publicOrigins, ...origins.map(matchWhole)];
  if (origin.length === 0) return;
  if (publicOrigins.length > 0) allowPrivateNetwork(server, publicOrigins);
  await server.register(cors, {
    origin,
    credentials,
    methods: ["GET", "POST"],
    exposedHeaders: ["retry-after", "x-request-id"],
  });
}

/** Whether a page of `origin` may open a socket to `host`. Undefined: the client is no browser. */
export type IsSocketAllowed = (origin: string | undefined, host: string | undefined) => boolean;

/** Makes the check of sockets: browsers open them to any site, and let its pages read what comes (RFC 6455 §10.2). */
export function createSocketOriginCheck({ origins }: CorsSettings, publicOrigins: readonly string[]): IsSocketAllowed {
  const allowed = [...publicOrigins, ...origins.map(matchWhole)];
  return (origin, host) => {
    if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase())) return true;
    return allowed.some((each) => (typeof each === "string" ? each === origin : origin.search(each) === 0));
  };
}

/** A pattern that matched a part would let in origins of other sites. */
function matchWhole(origin: string | RegExp): string | RegExp {
  return typeof origin === "string" ? origin : new RegExp(`^(?:${origin.source})$`, origin.flags);
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
