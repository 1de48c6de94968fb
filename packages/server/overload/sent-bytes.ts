import type { Socket } from "node:net";
import { isRecord } from "../is-record.ts";

/**
 * The bytes that the system has taken from `socket` so far; 0 once it is closed. `bytesWritten` includes bytes that still
 * wait in the process, and `writableLength` changes only with whole chunks. Node's own socket timeout sees progress by
 * the same property of the handle (`lib/net.js`, `_onTimeout`).
 */
export function readSentBytes(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (!isRecord(handle)) return 0;
  const { bytesWritten, writeQueueSize } = handle;
  return typeof bytesWritten === "number" && typeof writeQueueSize === "number" ? bytesWritten - writeQueueSize : 0;
}
