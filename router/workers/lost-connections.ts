import type { ChildProcess } from "node:child_process";

/** A connection, as Node's cluster hands it over. */
interface HandedConnection {
  close(): void;
}

/** Who was given each connection last: one that refuses it is followed by another. */
const takers = new WeakMap<HandedConnection, ChildProcess>();

/**
 * Closes the connection that was being handed over to the worker `child` when it ended. Node waits for the word that the
 * worker has taken it, which never comes, and its client would wait as long: Node hands over one at a time for each
 * address that is listened on. Of a connection that was taken, this closes nothing but a copy that is closed already.
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
