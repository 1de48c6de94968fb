import { readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { isRecord } from "../is-record.ts";

/** Where Linux lists its connections (https://docs.kernel.org/networking/proc_net_tcp.html). */
const TABLES = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];

/** Bytes that were sent again five times went out six to ten seconds ago, and nothing has confirmed them. */
const LOST = /^ *\d+: \S+ \S+ 01 \S+ \S+ (?!0000000[0-4])[0-9A-F]{8} +\d+ +\d+ (\d+) /gm;

const CHECK_MS = 3_000;

/** With the system's name of each: to ask for all of them would hold everything up. */
const watched = new Map<Socket, string>();
let timer: NodeJS.Timeout | undefined;

/**
 * Cuts `socket` off when its other end is gone without a word: within some 25 seconds, as a ping waits for its receipt
 * by then (ping-turns.ts). The system itself would go on for a quarter of an hour. While bytes wait, it sends no
 * keep-alive, which notices the loss where these tables are missing, if nothing has been sent.
 * @returns ends the watch
 */
export function watchForLoss(socket: Socket): () => void {
  watched.set(socket, readName(socket));
  timer ??= setInterval(() => void cutOffLost(), CHECK_MS).unref();
  return () => {
    watched.delete(socket);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

async function cutOffLost(): Promise<void> {
  const tables = await Promise.all(TABLES.map((path) => readFile(path, "latin1").catch(() => "")));
  const lost = new Set(tables.flatMap(findLostConnections).map((inode) => `socket:[${inode}]`));
  if (lost.size === 0) return;
  for (const [socket, name] of watched) if (lost.has(name)) socket.destroy();
}

/** The inodes of the connections in `table` whose other end has confirmed nothing for long. */
export function findLostConnections(table: string): string[] {
  return [...table.matchAll(LOST)].map(([, inode = ""]) => inode);
}

/** The system's name of a socket; empty where it has none. */
function readName(socket: Socket): string {
  const handle: unknown = Reflect.get(socket, "_handle");
  try {
    return isRecord(handle) ? readlinkSync(`/proc/self/fd/${String(handle.fd)}`) : "";
  } catch {
    return "";
  }
}
