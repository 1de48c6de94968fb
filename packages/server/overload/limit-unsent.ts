import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RETRY_AFTER_SECONDS, refuseForNow } from "../errors/retry-after.ts";
import { buildErrorBody } from "../http/json-errors.ts";
import { isAlwaysServed } from "./always-served.ts";
import { createUnsentAnswers, type UnsentAnswers, type UnsentLimits } from "./unsent-answers.ts";

interface SendingEvents {
  /** The answer was replaced by a refusal, for want of room. */
  onRefused(request: FastifyRequest): void;
  /** The last byte is sent, or the client has left. */
  onSent(request: FastifyRequest): void;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Absent where nothing limits them. */
    readonly unsentAnswers?: UnsentAnswers;
  }
}

/** After an answer this large the connection ends: that frees what the client leaves unread in the system. */
const LARGE_BYTES = 256 * 1024;

/**
 * Bounds what `server` keeps for clients that do not read. Without room, an answer is replaced by 503 with
 * `Retry-After`. A client that takes nothing for the send timeout is cut off; when the server closes, a stalled client
 * at once. Register it after the hooks that may change an answer.
 */
export function limitUnsent(
  server: FastifyInstance,
  limits: UnsentLimits,
  { onRefused, onSent }: SendingEvents,
): UnsentAnswers {
  const unsent = createUnsentAnswers(limits, onSent, server.log);
  server.decorate("unsentAnswers", unsent);
  checkRegularly(server, unsent);

  function hold(request: FastifyRequest, { raw }: FastifyReply, bytes: number): void {
    const { socket } = request.raw;
    const answer = { request, socket, bytes };
    unsent.add(answer);
    if (socket.destroyed) unsent.remove(answer);
    else raw.on("close", () => unsent.remove(answer));
  }

  server.addHook("onSend", (request, reply, payload, done) => {
    const bytes = countBytes(payload);
    if (isAlwaysServed(request) || unsent.findRoom(request, bytes)) {
      if (bytes >= LARGE_BYTES) reply.header("connection", "close");
      hold(request, reply, bytes);
      return done(null, payload);
    }
    onRefused(request);
    const refusal = replaceAnswer(request, reply);
    hold(request, reply, 0);
    done(null, refusal);
  });
  return unsent;
}

function checkRegularly(server: FastifyInstance, unsent: UnsentAnswers): void {
  const timer = setInterval(unsent.check, unsent.checkIntervalMs).unref();
  server.addHook("preClose", (done) => {
    unsent.hurry();
    done();
  });
  server.addHook("onClose", (_server, done) => {
    clearInterval(timer);
    done();
  });
}

/** For a short text, its length is near enough. */
function countBytes(payload: unknown): number {
  if (typeof payload === "string") return payload.length < SHORT_LENGTH ? payload.length : Buffer.byteLength(payload);
  return payload instanceof Uint8Array ? payload.byteLength : 0;
}

const SHORT_LENGTH = 4096;

/**
 * Replaces an answer by a refusal. A mutation is executed by now, and 503 would invite its client to send it again: its
 * connection ends without an answer, as it may at any time.
 */
function replaceAnswer(request: FastifyRequest, reply: FastifyReply): string | null {
  if (request.summary.isMutation === true) {
    request.raw.socket.destroy();
    return null;
  }
  reply.removeHeader("content-encoding").removeHeader("content-length");
  reply.code(503).headers({
    "retry-after": RETRY_AFTER_SECONDS,
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    connection: "close",
  });
  return REFUSAL;
}

/**
 * Refuses to execute for a caller who has not read what was executed before.
 * @throws SERVICE_UNAVAILABLE, HTTP 503 with `Retry-After`
 */
export function requireRoom(request: FastifyRequest): void {
  if (request.server.unsentAnswers?.findRoom(request) !== false) return;
  const headers = { connection: "close" };
  throw refuseForNow({ code: "SERVICE_UNAVAILABLE", message: UNREAD_MESSAGE, headers });
}

const UNREAD_MESSAGE = "Earlier answers have not been read. Read them, and try again in a second.";

const REFUSAL = JSON.stringify(buildErrorBody("SERVICE_UNAVAILABLE", UNREAD_MESSAGE));
