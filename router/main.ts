import "./heap-settings.ts";
import "./gateway/telemetry-off.ts";
import { runProcess } from "../service/run-process.ts";
import { readRouterConfig } from "./config.ts";

await runProcess("router", async (environment) => {
  const config = readRouterConfig(environment);
  const { startRouter } = await import("./start-router.ts");
  return startRouter(config);
});
