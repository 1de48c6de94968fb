import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { stopAfterTests } from "../../support/started-processes.ts";

/** What poolers do that the subgraphs cannot bear. */
interface PoolerHabits {
  /** Like PgBouncer with pool_mode=transaction. */
  readonly lendsOneSession?: boolean;
  /** Like PgBouncer with ignore_startup_parameters=options. */
  readonly dropsSettings?: boolean;
}

// Messages: https://www.postgresql.org/docs/15/protocol-message-formats.html
const STARTUP_HEADER_BYTES = 8;
const READY = Buffer.from("Z\0\0\0\x05I", "latin1");

/** Starts a pooler of the server at the port `target` of this machine. It is closed at `stopStarted`. */
export async function startPooler(target: number, { lendsOneSession, dropsSettings }: PoolerHabits) {
  const sockets = new Set<Socket>();
  /** The session that all share, with what the server said when it began. */
  let shared: { readonly session: Socket; readonly greeting: Buffer } | null = null;
  let borrower: Socket | null = null;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  }

  function open(socket: Socket, startup: Buffer): Socket {
    const session = keep(connect({ port: target, host: "127.0.0.1" }));
    let greeting = Buffer.alloc(0);
    session.on("data", (chunk) => {
      if (lendsOneSession && shared === null) {
        greeting = Buffer.concat([greeting, chunk]);
        if (greeting.includes(READY)) shared = { session, greeting };
      }
      (lendsOneSession ? borrower : socket)?.write(chunk);
    });
    session.write(dropsSettings ? withoutOptions(startup) : startup);
    return session;
  }

  const server = createServer((socket) => {
    keep(socket).once("data", (startup) => {
      borrower = socket;
      const session = shared?.session ?? open(socket, startup);
      if (shared !== null) socket.write(shared.greeting);
      socket.on("data", (chunk) => {
        borrower = socket;
        session.write(chunk);
      });
      if (!lendsOneSession) socket.on("close", () => session.destroy());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stopAfterTests(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port };
}

function withoutOptions(startup: Buffer): Buffer {
  const words = startup.subarray(STARTUP_HEADER_BYTES).toString().split("\0");
  const at = words.indexOf("options");
  const body = Buffer.from(words.toSpliced(at, 2).join("\0"));
  const header = Buffer.from(startup.subarray(0, STARTUP_HEADER_BYTES));
  header.writeInt32BE(STARTUP_HEADER_BYTES + body.length);
  return Buffer.concat([header, body]);
}
