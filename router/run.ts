import cluster from "node:cluster";
import { runProcess } from "../packages/server/process/run-process.ts";
import { readRouterConfig } from "./config.ts";
import { readSettingsFile } from "./settings-file/read-settings-file.ts";

// The router is one process, or a primary with its workers. Each process loads only what it needs.

if (cluster.isWorker) {
  const { runWorker } = await import("./workers/run-worker.ts");
  const { startRouter } = await import("./start-router.ts");
  await runWorker(async (linkPrimary) => {
    const config = readRouterConfig(process.env, await readSettingsFile(process.env));
    return startRouter(config, linkPrimary(config.workers));
  });
} else {
  await runProcess("router", async (environment) => {
    const config = readRouterConfig(environment, await readSettingsFile(environment));
    if (config.workers.count > 1) {
      const { startWorkers } = await import("./workers/start-workers.ts");
      return startWorkers(config);
    }
    const { startRouter } = await import("./start-router.ts");
    return startRouter(config, null);
  });
}
