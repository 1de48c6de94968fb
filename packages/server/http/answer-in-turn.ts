import type { RequestListener } from "node:http";
import type { Socket } from "node:net";

/** A connection may send so many requests ahead of an answer; few clients send any. */
const MAXIMUM_AHEAD = 16;

/**
 * Answers the requests of each connection one after another. For a client that pipelines (RFC 9112 §9.3.2), one request
 * is worked on and one answer is unsent at a time. A connection that is too far ahead is closed: waiting takes memory.
 */
export function answerInTurn(answer: RequestListener): RequestListener {
  /** The waiting requests of each connection that is being answered. */
  const waiting = new WeakMap<Socket, (() => void)[]>();

  function answerNext(socket: Socket): void {
    const next = socket.writable ? waiting.get(socket)?.shift() : undefined;
    if (next === undefined) waiting.delete(socket);
    else next();
  }

  return (request, response) => {
    const { socket } = request;
    // An earlier answer ended the connection: this response would never close.
    if (!socket.writable) return;
    const begin = () => {
      response.on("close", () => answerNext(socket));
      answer(request, response);
    };
    const ahead = waiting.get(socket);
    if (ahead === undefined) {
      waiting.set(socket, []);
      begin();
    } else if (ahead.length < MAXIMUM_AHEAD) ahead.push(begin);
    else socket.destroy();
  };
}
