// Preload with `NODE_OPTIONS=--import=<this file>`: a file named `stuck` cannot be opened, as on a file server that is gone,
// from the opening number STUCK_FROM on. With HOLD_THREAD, which names a FIFO, one of the threads that open files waits
// for it as long as the process lives.
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { HOLD_THREAD, STUCK_FROM = "1" } = process.env;
const { open } = files;
let openings = 0;

files.open = (path, ...rest) => {
  if (!String(path).endsWith("/stuck")) return open(path, ...rest);
  openings += 1;
  return openings < Number(STUCK_FROM) ? open(path, ...rest) : new Promise(() => {});
};
syncBuiltinESMExports();

if (HOLD_THREAD !== undefined) void open(HOLD_THREAD);
