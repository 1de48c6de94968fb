import type { ChildProcess } from "node:child_process";

/** A connection, as Node's cluster hands it over. */
interface HandedConnection {
  close(): void;
}

/** The worker that was given each connection last: if one refuses it, another gets it. */
const takers = new WeakMap<HandedConnection, ChildProcess>();

/**
 * Closes the connection that was being handed over to the worker `child` when it ended. Node hands over one connection
 * at a time for each address, and waits until the worker confirms. After its end that never comes, and the client would
 * wait for ever. If the worker had taken the connection, this only closes a copy that is closed already.
 */
export function closeLostConnections(child: ChildProcess): void {
  const handed = new Map<string, HandedConnection>();
  const send = child.send.bind(child) as (...given: readonly unknown[]) => boolean;
  child.send = (...given: readonly unknown[]) => {
    const [message, connection] = given as [{ readonly key?: string }, HandedConnection | null | undefined];
    if (message.key !== undefined && connection) {
      handed.set(message.key, connection);
      takers.set(connection, child);
    }
    return send(...given);
  };
  child.once("exit", () => {
    for (const connection of handed.values()) if (takers.get(connection) === child) connection.close();
  });
}
