import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to connections: while all workers are away, none shall take the port. */
const LOWEST = 16_384;
const HIGHEST = 32_767;
const MOST_TRIES = 50;

/**
 * Finds a port of `host` that is free now, for all workers and those that come after them: the system would give each
 * crew another. @throws Error when `host` is no address of this machine
 */
export async function findFreePort(host: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    try {
      const server = createServer().listen({ host, port, exclusive: true });
      await once(server, "listening");
      server.close();
      await once(server, "close");
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tries === MOST_TRIES) throw error;
    }
  }
}
