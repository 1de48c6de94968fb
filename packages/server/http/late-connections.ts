import type { Server } from "node:http";
import type { Socket } from "node:net";

/** A connection that may have waited longer in the system is late. */
const LATE_MS = 500;
/** Node's default for the connections that wait in the system (https://nodejs.org/api/net.html#serverlisten). */
const MAXIMUM_WAITING = 511;

/**
 * Watches how `server` accepts connections. libuv accepts one in a turn of the event loop
 * (https://github.com/libuv/libuv/pull/3696). While turns are long, connections wait in the system, and nothing tells how
 * long. As long as each turn accepts one, there is a queue, no older than this row of turns, and no longer than the
 * system allows.
 */
export function watchConnections(server: Server) {
  const late = new WeakSet<Socket>();
  let row = { startedAt: 0, count: 0 };

  function endRowUnlessLonger(count: number): void {
    if (row.count === count) row = { startedAt: 0, count: 0 };
  }

  server.on("connection", (socket) => {
    const now = performance.now();
    if (row.count === 0) row.startedAt = now;
    row.count += 1;
    const { count } = row;
    if (findLongestWait(now - row.startedAt, count) > LATE_MS) late.add(socket);
    // The first runs in this turn, the second in the next, after that has accepted.
    setImmediate(() => setImmediate(endRowUnlessLonger, count));
  });
  return {
    /** Whether `socket` may have been accepted late. True once only. */
    takeLate: (socket: Socket) => late.delete(socket),
  };
}

/** @param elapsedMs in which `count` connections were accepted, one in each turn */
export function findLongestWait(elapsedMs: number, count: number): number {
  return Math.min(elapsedMs, (MAXIMUM_WAITING * elapsedMs) / count);
}
