import { join } from "node:path";
import { STOCK_APOLLO } from "../competitors/competitors.ts";
import { ANY_CORE, startPinned } from "../measure/pinned-process.ts";
import { completeSystem } from "./graphql-system.ts";
import { startEach } from "./own-subgraphs.ts";
import type { RunningSystem, SystemSetting } from "./system.ts";

/** Stock Apollo Gateway, and before the same tables Apollo's standalone server with Prisma, as their manuals say. */
export async function startStockSystem(setting: SystemSetting): Promise<RunningSystem> {
  const subgraphs = await startEach((name) =>
    startPinned(ANY_CORE, ["--import", "tsx", "bench/systems/stock/main.ts"], {
      NODE_ENV: "production",
      SUBGRAPH: name,
      DATABASE_URL: `file:${join(setting.data.folder, `${name}.db`)}`,
      PUBLIC_KEY_PATH: setting.keys.publicKeyPath,
    }),
  );
  return completeSystem("stock Apollo and Prisma", STOCK_APOLLO, subgraphs, setting);
}
