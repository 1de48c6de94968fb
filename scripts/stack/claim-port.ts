import { createServer } from "node:net";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import type { ListenSettings } from "./settings.ts";

/**
 * Checks, before anything is started, that the process can have its port. Port 0 becomes a free one.
 * @throws StartupError naming the process, the port and the variable that moves it
 */
export async function claimPort(
  { name, port, portVariable }: Pick<ListenSettings, "name" | "port" | "portVariable">,
  host: string,
): Promise<number> {
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, () => resolve(readPort(server.address())));
    });
  } catch (error) {
    throw new StartupError(describeFailure(error as NodeJS.ErrnoException, name, port, portVariable, host));
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

function readPort(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

function describeFailure(
  { code }: NodeJS.ErrnoException,
  name: string,
  port: number,
  portVariable: string,
  host: string,
): string {
  if (code === "EADDRINUSE") {
    return `port ${port} for ${name} is in use: stop what listens there, or set ${portVariable} to another port`;
  }
  if (code === "EACCES") return `port ${port} for ${name} may not be opened: set ${portVariable} to one above 1023`;
  return `${name} cannot listen on ${host}:${port} (${code}): set HOST to an address of this machine`;
}
