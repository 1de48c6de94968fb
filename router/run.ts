import cluster from "node:cluster";
import { runProcess } from "../packages/server/process/run-process.ts";
import { readRouterConfig } from "./config.ts";

// The router is one process, or a primary and its workers. What a process does not need of the others it does not load.

if (cluster.isWorker) {
  const { runWorker } = await import("./workers/run-worker.ts");
  await runWorker(readRouterConfig);
} else {
  await runProcess("router", async (environment) => {
    const config = readRouterConfig(environment);
    if (config.workers.count > 1) {
      const { startWorkers } = await import("./workers/start-workers.ts");
      return startWorkers(config);
    }
    const { startRouter } = await import("./start-router.ts");
    return startRouter(config, null);
  });
}
