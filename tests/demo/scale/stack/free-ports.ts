import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that Linux gives to outgoing connections: a process finds its port free again when it is started anew. */
const LOWEST = 10_000;
const HIGHEST = 32_000;

const taken = new Set<number>();

/** As many ports on which nothing listens now. */
export async function findFreePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    found.push(port);
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
