import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to connections, so that no connection takes the port while all workers are away. */
const LOWEST = 16_384;
const HIGHEST = 32_767;
const MAXIMUM_TRIES = 50;

/**
 * Finds a free port of `host`, for all workers and their successors. Left to the system, each would get another.
 * @throws Error when `host` is not an address of this machine
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
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tries === MAXIMUM_TRIES) throw error;
    }
  }
}
