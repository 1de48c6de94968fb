import "./gateway/telemetry-off.ts";
import { runProcess } from "../service/run-process.ts";
import { readRouterConfig } from "./config.ts";
import { startRouter } from "./start-router.ts";

await runProcess("router", async (environment) => startRouter(readRouterConfig(environment)));
