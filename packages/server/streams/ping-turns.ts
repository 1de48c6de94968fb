/**
 * Proxies close connections that are idle for a minute; routers take a subgraph for lost after 30 seconds. A client that
 * is gone does not confirm its ping (lost-clients.ts).
 */
const PING_INTERVAL_SECONDS = 12;

/** A connection that must not be idle. */
export interface Pinged {
  ping(): void;
}

/** One timer for all connections: each second, a twelfth of them has its turn. */
const turns = Array.from({ length: PING_INTERVAL_SECONDS }, () => new Set<Pinged>());
let turn = 0;
let count = 0;
let timer: NodeJS.Timeout | undefined;

/** Pings `connection` every twelve seconds. @returns ends that; call it once */
export function pingRegularly(connection: Pinged): () => void {
  // The turn that was just over, so that the first ping comes after a whole interval.
  const own = turns[turn] ?? new Set();
  own.add(connection);
  count += 1;
  timer ??= setInterval(pingNext, 1_000).unref();
  return () => {
    own.delete(connection);
    count -= 1;
    if (count > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function pingNext(): void {
  turn = (turn + 1) % PING_INTERVAL_SECONDS;
  for (const connection of turns[turn] ?? []) connection.ping();
}
