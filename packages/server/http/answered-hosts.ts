import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { refuse } from "./refused-requests.ts";

/** Names that every resolver gives to this machine itself (RFC 6761 §6.3), and its own addresses. */
const LOOPBACK = /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const ALL_INTERFACES = ["0.0.0.0", "[::]"];
/** A host and perhaps a port (RFC 9112 §3.2), and nothing else of a URL. */
const HOST_HEADER = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(?::\d*)?$/i;

/** @throws an error with HTTP 421 or 400 for a request to a host that is not answered */
export type RequireAnsweredHost = (request: Pick<FastifyRequest, "raw">) => void;

/**
 * Makes the check that refuses names of other machines. A page of another site can let its own name resolve to 127.0.0.1
 * (DNS rebinding), and read the process's answers as its own. Answered are loopback names and `host`. Where the process
 * listens at all interfaces, all addresses are answered too, and names of one label, as containers have: no site has one.
 * @param host the name or address that the process listens at
 */
export function createHostCheck(host: string): RequireAnsweredHost {
  const own = readHostname(host.includes(":") ? `[${host}]` : host);
  const isEverywhere = own !== null && ALL_INTERFACES.includes(own);
  const isAnswered = (name: string) => name === own || LOOPBACK.test(name) || (isEverywhere && isAddressOrLabel(name));
  return ({ raw }) => {
    const given = raw.headersDistinct.host ?? [];
    // Only HTTP/1.0 may omit it, and browsers do not speak that.
    if (given.length === 0 && raw.httpVersion === "1.0") return;
    const name = given.length === 1 ? readHostname(given[0] ?? "") : null;
    if (name === null) throw refuse(400, "The request must have one Host header, of a name or an address.");
    if (isAnswered(name)) return;
    throw refuse(421, "In development only localhost is answered, and the name or address that HOST gives.");
  };
}

/** The host of a Host header, normalized, without port and final dot; null when it is not valid. */
function readHostname(header: string): string | null {
  const [, host] = HOST_HEADER.exec(header) ?? [];
  if (host === undefined || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, "");
}

function isAddressOrLabel(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, "")) !== 0 || !name.includes(".");
}
