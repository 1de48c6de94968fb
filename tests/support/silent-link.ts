import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { stopAfterTests } from "./started-processes.ts";

/** A way over which two processes talk. */
export interface Link {
  readonly port: number;
  /** From now on it takes all and passes on nothing, ends and resets of connections included. */
  swallow(): void;
  /** Passes on what it has taken, as TCP does when packets arrive again, and all that follows. */
  restore(): void;
}

/** Starts a way to the port `target` of this machine. It is closed at `stopStarted`. */
export async function startLink(target: number): Promise<Link> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  let waiting: (() => void)[] = [];

  const act = (action: () => void) => {
    if (isSilent) waiting.push(action);
    else action();
  };

  function join(one: Socket, other: Socket): void {
    sockets.add(one);
    one.on("data", (chunk) => act(() => void other.write(chunk)));
    one.on("end", () => act(() => void other.end()));
    one.on("error", () => act(() => void other.destroy()));
    one.on("close", () => {
      sockets.delete(one);
      act(() => void other.destroySoon());
    });
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const other = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    join(socket, other);
    join(other, socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stopAfterTests(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    swallow() {
      isSilent = true;
    },
    restore() {
      isSilent = false;
      for (const action of waiting) action();
      waiting = [];
    },
  };
}

/** The way to the port `target` that needs no process, and cannot be made silent. */
export async function findDirectLink(target: number): Promise<Link> {
  const refuse = () => {
    throw new Error("the stack was started without links");
  };
  return { port: target, swallow: refuse, restore: refuse };
}
