import { AsyncLocalStorage } from "node:async_hooks";
import type { Socket } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { createClientError } from "../../packages/server/errors/error-codes.ts";
import { REMAINING_TIME_HEADER } from "../../packages/server/http/remaining-time.ts";

/** Whole milliseconds, under three hours. Any other text means no deadline. */
const WRITTEN_TIME = /^\d{1,7}$/;

interface Deadline {
  readonly subgraph: string;
  /** By the clock of `performance`; `Infinity`: as long as the connection is open. */
  endsAt: number;
  readonly connection: Socket;
}

// Prisma calls its driver in the async context of the request that asked.
const deadlines = new AsyncLocalStorage<Deadline | null>();

/**
 * Refuses requests to `server` whose deadline has passed or whose caller has left. Work for other requests checks with
 * `requireTime`: work after the deadline helps no caller, and takes time from all others.
 */
export function followDeadlines(server: FastifyInstance, subgraph: string): void {
  // The body is read by now: its events would run outside the async context that begins here.
  server.addHook("preHandler", (request, reply, done) => {
    const endsAt = performance.now() - reply.elapsedTime + readRemainingTime(request);
    const deadline = { subgraph, endsAt, connection: request.raw.socket };
    const refusal = findEnd(deadline, WHOLE_REQUEST);
    if (refusal === null) deadlines.run(deadline, done);
    else done(refusal);
  });
}

/** @throws SUBGRAPH_TIMEOUT after the deadline of the current request, REQUEST_CANCELLED when its caller has left */
export function requireTime(): void {
  const deadline = deadlines.getStore();
  const end = deadline == null ? null : findEnd(deadline);
  if (end !== null) throw end;
}

/** Runs `work` without a deadline: for work that several requests share, or that must not stop half-way. */
export function finishAnyway<Result>(work: () => Promise<Result>): Promise<Result> {
  // Prisma's promises begin when they are awaited: that must happen in here.
  return deadlines.run(null, async () => await work());
}

/** The current request goes on for as long as its connection is open: its answer is a stream. */
export function liftDeadline(): void {
  const deadline = deadlines.getStore();
  if (deadline != null) deadline.endsAt = Infinity;
}

function readRemainingTime({ headers }: FastifyRequest): number {
  const given = headers[REMAINING_TIME_HEADER];
  return typeof given === "string" && WRITTEN_TIME.test(given) ? Number(given) : Infinity;
}

function findEnd({ subgraph, endsAt, connection }: Deadline, extensions = {}): GraphQLError | null {
  if (connection.destroyed) {
    return createClientError("REQUEST_CANCELLED", "The caller went away before the answer.", { extensions });
  }
  if (performance.now() < endsAt) return null;
  const message = `The subgraph "${subgraph}" was given no more time for this request.`;
  return createClientError("SUBGRAPH_TIMEOUT", message, {
    extensions: { ...extensions, serviceName: subgraph },
  });
}

const WHOLE_REQUEST = { http: { status: 408 } };
