import type { FastifyRequest } from "fastify";

/**
 * Refuses a request whose target and Host do not make a URL (RFC 9112 §3.3): code that reads the URL later would fail.
 * The target is a path, since this is no proxy. Only HTTP/1.0 may omit the Host.
 * @throws an error with HTTP 400
 */
export function requirePlainTarget({ raw }: FastifyRequest): void {
  const host = raw.headers.host ?? (raw.httpVersion === "1.0" ? "localhost" : "");
  if (raw.url?.startsWith("/") && URL.canParse(`http://${host}`)) return;
  throw refuse(400, "The URL or the Host header is not acceptable.");
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
  const charsets = [...(raw.headers["content-type"] ?? "").matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi)];
  if (charsets.every(([, charset]) => charset?.toLowerCase() === "utf-8")) return;
  throw refuse(415, "The charset of a body must be utf-8.");
}

/** An error that `replyWithError` answers with its status and message. */
export function refuse(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
