import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import type { ErrorCode } from "../errors/error-codes.ts";
import { INTERNAL_ERROR_MESSAGE } from "../errors/mask-errors.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** Answers what fails before GraphQL with JSON errors of GraphQL's shape. */
export function addJsonErrors(server: FastifyInstance): void {
  server.setNotFoundHandler((request, reply) => {
    const methods = listMethods(server, request);
    if (methods === "") {
      const message = `Nothing is served at ${request.method} here; GraphQL is at /graphql.`;
      return reply.code(404).send(buildErrorBody("BAD_REQUEST", message));
    }
    const message = `${request.method} is not served here: use ${methods}.`;
    return reply.code(405).header("allow", methods).send(buildErrorBody("BAD_REQUEST", message));
  });
  server.setErrorHandler(replyWithError);
}

const METHODS = ["GET", "HEAD", "POST"] as const;

/** The methods that are served at the path of a request, for `Allow` (RFC 9110 §10.2.1); empty without any. */
function listMethods(server: FastifyInstance, { url }: FastifyRequest): string {
  const [path = ""] = url.split("?", 1);
  // Fastify would take it for a pattern, and may refuse that with an error.
  if (/[:*]/.test(path)) return "";
  return METHODS.filter((method) => server.hasRoute({ method, url: path })).join(", ");
}

/** The answer to an error in a request that Fastify understood, or in its URL. */
export function replyWithError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const thrown: unknown = error;
  if (thrown instanceof GraphQLError && thrown.extensions.http !== undefined) {
    return replyWithRefusal(thrown, reply);
  }
  const status = error.statusCode ?? 500;
  if (status < 500)
    return reply.code(status).send(buildErrorBody("BAD_REQUEST", MESSAGES[error.code] ?? error.message));
  request.log.error({ err: error }, "a request failed unexpectedly");
  return reply.code(500).send(buildErrorBody("INTERNAL_SERVER_ERROR", INTERNAL_ERROR_MESSAGE));
}

/** Where Fastify's own message names only one of several causes. */
const MESSAGES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY:
    'The body is not JSON, or holds a key "__proto__", or a "constructor" with "prototype" in it.',
};

/** The answer that Apollo Server would give for an error with its own HTTP status and headers. */
function replyWithRefusal({ message, extensions }: GraphQLError, reply: FastifyReply): FastifyReply {
  const { status, headers } = extensions.http as { status: number; headers?: ReadonlyMap<string, string> };
  return reply
    .code(status)
    .headers(Object.fromEntries(headers ?? []))
    .send(buildErrorBody(extensions.code as ErrorCode, message));
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** How long a refused client may read the reason. */
const LINGER_MS = 500;

const RAW_HEADERS = Object.entries(SECURITY_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join("");

/** Answers bytes that Node could not read as HTTP, and ends the connection. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const status = STATUS_BY_CODE[error.code ?? ""] ?? 400;
  const reason = STATUS_CODES[status] ?? "";
  const body = JSON.stringify(buildErrorBody("BAD_REQUEST", `The request cannot be read: ${reason}.`));
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n${RAW_HEADERS}\r\n${body}`,
  );
  // A close with unread bytes would reset the connection, and the answer might not arrive.
  socket.resume();
  setTimeout(() => socket.destroy(error), LINGER_MS).unref();
}

/** A body of GraphQL's shape with one error. */
export function buildErrorBody(code: ErrorCode | "INTERNAL_SERVER_ERROR", message: string): object {
  return { errors: [{ message, extensions: { code } }] };
}
