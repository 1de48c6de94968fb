import type { WebSocket } from "ws";
import { MAXIMUM_UNSENT_BYTES, MAXIMUM_UNSENT_RESULTS } from "../../packages/server/streams/client-sink.ts";
import { pingRegularly } from "../../packages/server/streams/ping-turns.ts";

/** Sends over one socket. It keeps little that the client does not read. */
export type Outbox = ReturnType<typeof createOutbox>;

/** A client that does not answer a ping for so long is gone: with the time between pings, it is noticed in 29 s. */
const MAXIMUM_SILENCE_MS = 9_000;

/** Makes the outbox of a socket, which is pinged from now on. It answers pings in place of the library. */
export function createOutbox(socket: WebSocket) {
  let unsent = 0;
  let wait: NodeJS.Timeout | undefined;
  const countSent = () => {
    unsent -= 1;
  };
  function write(run: (done: () => void) => void): void {
    if (socket.readyState !== socket.OPEN) return;
    unsent += 1;
    run(countSent);
    // What has no room is answered too, in short. A client that goes on asking without reading is cut off.
    if (unsent > 4 * MAXIMUM_UNSENT_RESULTS) socket.terminate();
  }

  const noteLife = () => clearTimeout(wait);
  const stopPings = pingRegularly({
    ping() {
      if (socket.readyState !== socket.OPEN) return;
      clearTimeout(wait);
      wait = setTimeout(() => socket.terminate(), MAXIMUM_SILENCE_MS).unref();
      socket.ping();
    },
  });
  socket
    .on("pong", noteLife)
    .on("message", noteLife)
    .on("ping", (payload) => write((done) => socket.pong(payload, false, done)))
    .once("close", () => {
      noteLife();
      stopPings();
    });

  return {
    /** Whether one more result has room. The first has always. */
    hasRoom(bytes: number): boolean {
      if (unsent === 0) return true;
      return unsent < MAXIMUM_UNSENT_RESULTS && socket.bufferedAmount + bytes <= MAXIMUM_UNSENT_BYTES;
    },
    send: (message: string) => write((done) => socket.send(message, done)),
  };
}
