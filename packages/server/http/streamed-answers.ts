import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { inherit } from "../inherit.ts";

/** Hears that the answer to a request begins to be a stream. For all that bounds, counts or times requests, it is done. */
type StreamListener = (request: FastifyRequest, reply: FastifyReply) => void;

declare module "fastify" {
  interface FastifyInstance {
    readonly streamListeners: StreamListener[];
  }
}

/** Lets `streamListeners` of `server` hear of streams. */
export function announceStreams(server: FastifyInstance): void {
  server.decorate("streamListeners", []);
  server.decorateRequest("isStreamed", false);
}

/** Lets `listener` hear of each answer of `server` once: when it is sent, or begins to be a stream. */
export function listenToAnswers(server: FastifyInstance, listener: StreamListener): void {
  server.streamListeners.push(listener);
  server.addHook("onResponse", (request, reply, done) => {
    if (!request.isStreamed) listener(request, reply);
    done();
  });
}

/** Tells the listeners how a request was answered that has only a part in `reply`, which began before. */
export function noteAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { statusCode, elapsedTime }: Pick<FastifyReply, "statusCode" | "elapsedTime">,
): void {
  const noted = inherit(reply, { statusCode, elapsedTime, header: () => undefined });
  for (const listener of request.server.streamListeners) listener(request, noted);
}

/** Tells the listeners, and hands the head of the reply over. From here on, the caller writes to `reply.raw`. */
export function beginStream(request: FastifyRequest, reply: FastifyReply): void {
  request.isStreamed = true;
  for (const listener of request.server.streamListeners) listener(request, reply);
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.statusCode = reply.statusCode;
}
