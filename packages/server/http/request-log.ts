import type { FastifyReply, FastifyRequest } from "fastify";

/** What the access log says of a request beyond HTTP. Each stage fills in what it learns. */
export interface RequestSummary {
  operationName?: string;
  isMutation?: true;
  callerId?: string;
  /** `extensions.code` of the answer's errors. */
  errorCodes?: string[];
  /**
   * The fetches from each subgraph. `milliseconds` is their sum, retries and waits included, though some may overlap.
   */
  subgraphs?: Record<string, { fetches: number; milliseconds: number }>;
  /** The id of the request whose execution this one shared: subgraphs know that id alone. */
  sharedWith?: string;
  /** Whether the answer had been kept from an earlier request. */
  isCached?: boolean;
  /** Whether a poll found nothing new: its line is written at `debug`. */
  isIdle?: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    summary: RequestSummary;
    /** Whether its answer is a stream that has begun: by then, its line is written. */
    isStreamed: boolean;
  }
}

/** Writes the request's line once its answer is sent, or begins to be a stream. Probes and idle polls are written at `debug`. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  writeLine(request, reply, { status: reply.statusCode }, "request");
}

/** Writes a line when the connection closes before the answer: Fastify runs no `onResponse` hook then. */
export function logIfAbandoned(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.on("close", () => {
    if (reply.raw.writableFinished || reply.raw.errored || request.isStreamed) return;
    writeLine(request, reply, {}, "a request was abandoned");
  });
}

function writeLine(request: FastifyRequest, reply: FastifyReply, outcome: object, message: string): void {
  const [path] = request.url.split("?", 1);
  const isProbe = path?.startsWith("/health/") || (path === "/metrics" && reply.statusCode === 200);
  const isRoutine = isProbe || request.summary.isIdle === true;
  const level = isRoutine ? "debug" : "info";
  const durationMs = Math.round(reply.elapsedTime * 10) / 10;
  request.log[level]({ method: request.method, path, ...outcome, durationMs, ...request.summary }, message);
}
