import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildExplorer } from "./build-explorer.ts";
import { bundleProcesses } from "./bundle-processes.ts";
import { refuseArguments, runCommand } from "./command-line.ts";
import { DATA_COMMANDS } from "./data-commands.ts";
import { listSubgraphFolders } from "./list-subgraphs.ts";
import { POSTGRESQL_FOLDER } from "./postgresql-schema.ts";

// `npm run build`: compiles the processes into dist/, puts beside them the files that they read when they run, and
// bundles the explorer's pages, the router, the subgraphs and the commands for their data.

const OUTPUT = "dist";

const SCAN_WORKER = join("subgraphs", "shared", "database", "scan-worker.mjs");

function compile(): void {
  const compiler = join("node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { stdio: "inherit" });
}

function copyRuntimeFiles(): void {
  cpSync(SCAN_WORKER, join(OUTPUT, SCAN_WORKER));
  for (const name of listSubgraphFolders()) {
    const schema = join("subgraphs", name, "schema.graphql");
    cpSync(schema, join(OUTPUT, schema));
    for (const migrations of [
      join("prisma", name, "migrations"),
      join("prisma", name, POSTGRESQL_FOLDER, "migrations"),
    ]) {
      // One that is gone, as on another branch, would be applied.
      rmSync(join(OUTPUT, migrations), { recursive: true, force: true });
      if (existsSync(migrations)) cpSync(migrations, join(OUTPUT, migrations), { recursive: true });
    }
  }
}

// The compiler and the bundler print what is wrong with the sources themselves.
await runCommand({ prefix: "the build failed: ", exitCode: 1 }, async () => {
  refuseArguments("usage: npm run build");
  compile();
  copyRuntimeFiles();
  await buildExplorer(join(OUTPUT, "explorer"));
  await bundleProcesses({
    sources: "router",
    entries: ["main.ts"],
    output: join(OUTPUT, "router"),
    chunks: "chunks",
  });
  await bundleProcesses({
    sources: ".",
    entries: [
      ...listSubgraphFolders().map((name) => join("subgraphs", name, "main.ts")),
      ...DATA_COMMANDS.map(({ file }) => `${file}.ts`),
      // The second one that any subgraph shares its modules with: those that find files by their own place go to the chunks.
      join("subgraphs", "shared", "database", "prisma-client.ts"),
    ],
    output: OUTPUT,
    chunks: join("subgraphs", "shared", "chunks"),
  });
  return 0;
});
