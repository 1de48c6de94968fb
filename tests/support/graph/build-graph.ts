import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { composeSupergraph } from "../../../packages/composition/compose-supergraph.ts";
import { loadSubgraphs } from "../../../packages/composition/load-subgraph.ts";
import { loadSupergraphConfig } from "../../../packages/composition/supergraph-config.ts";
import { bundleProcesses } from "../../../scripts/bundle-processes.ts";
import { TEST_GRAPH, TEST_SUBGRAPHS, TEST_SUPERGRAPH } from "./test-graph.ts";

const SOURCES = join("tests", "support", "graph");

/** Builds the subgraphs of the tests' own graph, and composes them with accounts, unless `TEST_GRAPH` is of this build. */
export async function buildTestGraph(build: string): Promise<void> {
  const stamp = join(TEST_GRAPH, `of-${build}`);
  if (existsSync(stamp)) return;
  rmSync(TEST_GRAPH, { recursive: true, force: true });
  mkdirSync(dirname(TEST_GRAPH), { recursive: true });
  const folder = mkdtempSync(`${TEST_GRAPH}-`);
  await bundleProcesses({
    sources: SOURCES,
    entries: TEST_SUBGRAPHS.map((name) => join(name, "main.ts")),
    output: folder,
    chunks: "chunks",
  });
  for (const name of TEST_SUBGRAPHS)
    cpSync(join(SOURCES, name, "schema.graphql"), join(folder, name, "schema.graphql"));
  writeFileSync(join(folder, "supergraph.graphql"), await compose());
  writeFileSync(join(folder, `of-${build}`), "");
  renameSync(folder, TEST_GRAPH);
}

async function compose(): Promise<string> {
  const { subgraphs } = loadSupergraphConfig(join(SOURCES, "supergraph.yaml"), {});
  const result = composeSupergraph(await loadSubgraphs(subgraphs, {}));
  if (!result.succeeded) throw new Error(`${TEST_SUPERGRAPH} does not compose`);
  return result.supergraphSdl;
}
