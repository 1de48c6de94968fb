import type { Socket } from "node:net";
import { isRecord } from "../is-record.ts";

/**
 * How many bytes the system has taken from `socket` so far; 0 once it is closed. `bytesWritten` counts bytes that still
 * wait in the process too, and `writableLength` stays as it is until a whole chunk has left. Node's own socket timeout
 * tells progress by the same property of the handle (`lib/net.js`, `_onTimeout`).
 */
export function readSentBytes(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (!isRecord(handle)) return 0;
  const { bytesWritten, writeQueueSize } = handle;
  return typeof bytesWritten === "number" && typeof writeQueueSize === "number"
    ? bytesWritten - writeQueueSize
    : 0;
}
