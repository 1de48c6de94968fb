import { BlockList, isIP, isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";
import * as z from "zod";
import { commaSeparated } from "../../packages/server/process/environment.ts";

/** The variable that says whose word on a client's address is taken. */
export const trustedProxiesVariables = {
  TRUSTED_PROXIES: commaSeparated(
    z.string().refine(isNetwork, "must be addresses or networks such as 10.0.0.0/8, comma-separated"),
  ).default([]),
};

/** Finds the address that a request's client has. */
export type FindClientAddress = (request: Pick<FastifyRequest, "headers" | "ip">) => string;

/**
 * Makes what finds a client's address behind `proxies`, each an address or a network. A proxy appends to
 * X-Forwarded-For whom it was called by: the last address there that is no proxy's is the client's, and what stands
 * before it is what the client wrote. Other headers about the client are not read: their names and schemes would make
 * URLs.
 */
export function createClientAddressFinder(proxies: readonly string[]): FindClientAddress {
  if (proxies.length === 0) return ({ ip }) => ip;
  const trusted = buildBlockList(proxies);
  const isTrusted = (address: string) => trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  return ({ headers, ip }) => {
    let address = ip;
    if (!isTrusted(address)) return address;
    for (const previous of readForwardedFor(headers)) {
      if (isIP(previous) === 0) return address;
      address = previous;
      if (!isTrusted(address)) return address;
    }
    return address;
  };
}

/** From the nearest to the farthest. */
function readForwardedFor(headers: FastifyRequest["headers"]): string[] {
  const given = headers["x-forwarded-for"] ?? "";
  return String(given)
    .split(",")
    .map((address) => address.trim())
    .reverse();
}

function buildBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function isNetwork(text: string): boolean {
  const match = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text);
  const version = isIP(match?.[1] ?? "");
  return version !== 0 && Number(match?.[2] ?? 0) <= (version === 6 ? 128 : 32);
}
