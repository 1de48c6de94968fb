import type { Server } from "node:http";
import type { Socket } from "node:net";

/** A connection that may have waited longer in the system is late: its first answer would be later still. */
const LATE_MS = 500;
/** So many wait in the system at the most, by Node's default (https://nodejs.org/api/net.html#serverlisten). */
const MAXIMUM_WAITING = 511;

/** Tells which connections a busy process has accepted late. */
export interface LateConnections {
  /** Whether `socket` may have waited for long before it was accepted. It is told once. */
  takeLate(socket: Socket): boolean;
}

/**
 * Watches how `server` accepts. libuv accepts one connection in a turn of the event loop
 * (https://github.com/libuv/libuv/pull/3696), so that connections wait in the system while turns are long, and nothing
 * tells how long. But while each turn has accepted one, there is a queue, and it is no older than that row of turns. It
 * is no longer than the system lets it be, either.
 */
export function watchConnections(server: Server): LateConnections {
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
    // The first comes in this turn, the second in the next one, after that has accepted.
    setImmediate(() => setImmediate(endRowUnlessLonger, count));
  });
  return { takeLate: (socket) => late.delete(socket) };
}

/** @param elapsedMs in which `count` connections were accepted, one in each turn */
export function findLongestWait(elapsedMs: number, count: number): number {
  return Math.min(elapsedMs, (MAXIMUM_WAITING * elapsedMs) / count);
}
