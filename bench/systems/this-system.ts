import { buildWholeRouter } from "../competitors/competitors.ts";
import { completeSystem } from "./graphql-system.ts";
import { BUILD, type Build, startSubgraphs } from "./own-subgraphs.ts";
import type { RunningSystem, SystemSetting } from "./system.ts";

const ROUTER_SECRET = "a-secret-of-router-and-subgraphs-of-the-benchmark";

/** This project in production with its defaults, but for the limit of requests by address. */
export async function startThisSystem(setting: SystemSetting, build: Build = BUILD): Promise<RunningSystem> {
  const { data, keys } = setting;
  const variables = { NODE_ENV: "production", ROUTER_SECRET, DRAIN_MS: "0" };
  const subgraphs = await startSubgraphs(data.folder, keys, () => variables, build);
  return completeSystem("this system", buildWholeRouter(ROUTER_SECRET, build), subgraphs, setting);
}
