import type { RequestListener } from "node:http";
import type { Socket } from "node:net";

/** How many requests a connection may send ahead of the answer to an earlier one; few clients send any. */
const MAXIMUM_AHEAD = 16;

/**
 * Answers the requests of each connection one after another. A client that pipelines (RFC 9112 §9.3.2) has one request
 * worked on and one answer unsent, however many it sends. A connection that is too far ahead is closed: each waiting
 * request takes memory.
 */
export function answerInTurn(answer: RequestListener): RequestListener {
  /** The requests that wait, by connection. A connection that is not answering anything has no entry. */
  const waiting = new WeakMap<Socket, (() => void)[]>();

  function answerNext(socket: Socket): void {
    const next = socket.writable ? waiting.get(socket)?.shift() : undefined;
    if (next === undefined) waiting.delete(socket);
    else next();
  }

  return (request, response) => {
    const { socket } = request;
    // An earlier answer has ended the connection. The response would never close, and what waits for that never end.
    if (!socket.writable) return;
    const begin = () => {
      response.once("close", () => answerNext(socket));
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
