import type { WebSocket } from "ws";
import { hasRoom, MAXIMUM_UNSENT_RESULTS, type StreamWatch } from "../../packages/server/streams/client-sink.ts";
import { pingRegularly } from "../../packages/server/streams/ping-turns.ts";

/** Sends over one socket. It keeps little that the client does not read. */
export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Makes the outbox of a socket, which is pinged from now on. A client that does not answer until the next ping is gone:
 * that is noticed in 24 s. The outbox answers the client's pings in place of the library, which would not bound them.
 * @param streams bounds what the clients of all streams leave unread; absent: nothing does
 */
export function createOutbox(socket: WebSocket, streams?: StreamWatch) {
  let unsent = 0;
  let isThere = true;
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

  const noteLife = () => {
    isThere = true;
  };
  const stopPings = pingRegularly({
    ping() {
      if (!isThere) socket.terminate();
      isThere = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    },
  });
  const stopWatch = streams?.watchStream({
    countUnsent: () => socket.bufferedAmount,
    cutOff: () => socket.terminate(),
  });
  socket.on("pong", noteLife).on("message", noteLife);
  socket.once("close", () => {
    stopPings();
    stopWatch?.();
  });
  socket.on("ping", (payload) => write((done) => socket.pong(payload, false, done)));

  return {
    /** Whether one more result has room. */
    hasRoom: (bytes: number) => hasRoom(unsent, socket.bufferedAmount, bytes),
    send: (message: string) => write((done) => socket.send(message, done)),
  };
}
