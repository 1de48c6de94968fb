import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";

// The thread of scan-thread.ts. It is plain JavaScript, so that a process from sources can start it, too.

const { path, timeoutMs } = workerData;
const database = new Database(path, { readonly: true, timeout: timeoutMs }).defaultSafeIntegers(true);

parentPort.on("message", ({ sql, values }) => {
  try {
    const statement = database.prepare(sql).raw();
    const rows = statement.all(values);
    parentPort.postMessage({ rows, columns: statement.columns() });
  } catch (error) {
    const { code, message } = error;
    // The members of the driver's own errors would not be copied.
    parentPort.postMessage({ error: code === undefined ? error : { code, message } });
  }
});
