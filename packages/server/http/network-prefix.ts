import { isIPv4, isIPv6 } from "node:net";
import { createLatestMap } from "../latest-map.ts";

/** Longer than every spelling of an address; other texts are cut there. */
const MAXIMUM_LENGTH = 64;

/** The networks of IPv6 addresses: to read one takes microseconds, and several limits ask about each request. 200 KB. */
const networks = createLatestMap<string>(1_000);

/**
 * The network that limits count an address by, the same for every spelling of the address. An IPv4 address is its own
 * network. For IPv6 the first 64 bits count: a client chooses the others (RFC 4291 §2.5.4). An IPv6 address that carries
 * an IPv4 address counts as that one. Any other text counts as itself, cut to 64 characters.
 */
export function findNetworkPrefix(address: string): string {
  if (isIPv4(address)) return address;
  const known = networks.get(address);
  if (known !== undefined) return known;
  if (!isIPv6(address)) return address.slice(0, MAXIMUM_LENGTH);
  const network = readNetwork(address);
  if (address.length <= MAXIMUM_LENGTH) networks.set(address, network);
  return network;
}

function readNetwork(address: string): string {
  const groups = readGroups(address);
  return findCarriedIPv4(groups) ?? `${groups.slice(0, 4).join(":")}::/64`;
}

/** The eight groups of an IPv6 address: lower-case, without leading zeros and without its zone. */
function readGroups(address: string): string[] {
  const [withoutZone] = address.split("%", 1);
  // A URL's host has one spelling, with no dotted quad left (https://url.spec.whatwg.org/#concept-ipv6-serializer).
  const { hostname } = new URL(`http://[${withoutZone}]/`);
  const [head = "", tail] = hostname.slice(1, -1).split("::", 2);
  const first = splitGroups(head);
  if (tail === undefined) return first;
  const last = splitGroups(tail);
  return [...first, ...Array<string>(8 - first.length - last.length).fill("0"), ...last];
}

function splitGroups(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

/** IPv4-mapped (RFC 4291 §2.5.5.2), translated by NAT64 (RFC 6052 §2.1), and 6to4, whose owner has 2^16 networks (RFC 3056). */
function findCarriedIPv4(groups: readonly string[]): string | null {
  const [first = "", second = "", third = ""] = groups;
  const prefix = groups.slice(0, 6).join(":");
  if (prefix === "0:0:0:0:0:ffff" || prefix === "64:ff9b:0:0:0:0") return writeIPv4(groups.slice(6));
  return first === "2002" ? writeIPv4([second, third]) : null;
}

function writeIPv4(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join(".");
}
