import type { Socket } from "node:net";

/** Waits until `socket` is closed, also by a reset, which `once` of node:events would throw. */
export function waitForClose(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => void socket.once("close", () => resolve()));
}
