import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundleProcesses } from "../../scripts/bundle-processes.ts";
import { SUBGRAPHS } from "../systems/own-subgraphs.ts";

/** Below the project's own modules, as native ones are not bundled; Git ignores it. */
const FOLDER = join("bench", "node_modules", ".profiled-build");

/** A copy of the build whose bundles say where each line comes from. @returns its folder */
export async function createProfiledBuild(): Promise<string> {
  rmSync(FOLDER, { recursive: true, force: true });
  cpSync("dist", FOLDER, { recursive: true });
  const maps = { sourcemap: "external" } as const;
  const router = { sources: "router", entries: ["main.ts"], output: join(FOLDER, "router"), chunks: "chunks" };
  await bundleProcesses(router, maps);
  const subgraphs = {
    sources: "subgraphs",
    entries: SUBGRAPHS.map((name) => join(name, "main.ts")),
    output: join(FOLDER, "subgraphs"),
    chunks: join("shared", "chunks"),
  };
  await bundleProcesses(subgraphs, maps);
  return FOLDER;
}
