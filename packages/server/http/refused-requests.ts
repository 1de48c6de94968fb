import type { FastifyRequest } from "fastify";

/** @throws an error with HTTP 400 */
export type RequirePlainTarget = (request: Pick<FastifyRequest, "raw">) => void;

/**
 * Makes what refuses a request whose target and Host do not make a URL (RFC 9112 §3.3): code that reads the URL later
 * would fail. The target is a path, since this is no proxy. Only HTTP/1.0 may omit the Host.
 */
export function createTargetCheck(): RequirePlainTarget {
  // Most requests name the same host: it is parsed once.
  let latestHost: string | null = null;
  return ({ raw }) => {
    const host = raw.headers.host ?? (raw.httpVersion === "1.0" ? "localhost" : "");
    const isHost = host === latestHost || URL.canParse(`http://${host}`);
    if (!isHost || !raw.url?.startsWith("/")) throw refuse(400, "The URL or the Host header is not acceptable.");
    latestHost = host;
  };
}

/** Refuses a compressed body: it could unpack to any size. @throws an error with HTTP 415 */
export function refuseCompression({ raw }: FastifyRequest): void {
  const encoding = raw.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") throw refuse(415, "A compressed body is not accepted.");
}

/**
 * Refuses a body whose `content-type` names a charset other than UTF-8, the charset of JSON (RFC 8259 §8.1).
 * @throws an error with HTTP 415
 */
export function requireUtf8({ raw }: FastifyRequest): void {
  const contentType = raw.headers["content-type"];
  // Without parameters there is no charset.
  if (contentType?.includes(";") !== true) return;
  const charsets = [...contentType.matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi)];
  if (charsets.every(([, charset]) => charset?.toLowerCase() === "utf-8")) return;
  throw refuse(415, "The charset of a body must be utf-8.");
}

/** An error that `replyWithError` answers with its status and message. */
export function refuse(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
