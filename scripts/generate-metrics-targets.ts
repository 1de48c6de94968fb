import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeIfChanged } from "../packages/composition/write-if-changed.ts";
import { listSubgraphs } from "./list-subgraphs.ts";

const FOLDER = join("deploy", "generated");

/** The router's address under `npm start`. */
const ROUTER = "127.0.0.1:4000";

/** Writes the addresses that deploy/prometheus.yaml reads: the router, and each subgraph at its routing URL. */
export async function generateMetricsTargets(): Promise<void> {
  const { local } = listSubgraphs(process.env);
  const targets = [ROUTER, ...local.map(({ routingUrl }) => new URL(routingUrl).host)];
  await mkdir(FOLDER, { recursive: true });
  await writeIfChanged(join(FOLDER, "targets.json"), `${JSON.stringify([{ targets }], null, 2)}\n`);
}
