import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buildExplorer } from "./build-explorer.ts";
import { bundleRouter } from "./build-router.ts";
import { refuseArguments, runCommand } from "./command-line.ts";

// `npm run build`: compiles the processes into dist/, puts beside them the files that they read when they run, and
// bundles the explorer's pages and the router.

const OUTPUT = "dist";

function compile(): void {
  const compiler = join("node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { stdio: "inherit" });
}

function copyRuntimeFiles(): void {
  for (const name of readdirSync("subgraphs")) {
    const schema = join("subgraphs", name, "schema.graphql");
    if (existsSync(schema)) cpSync(schema, join(OUTPUT, schema));
    const migrations = join("prisma", name, "migrations");
    if (existsSync(migrations)) cpSync(migrations, join(OUTPUT, migrations), { recursive: true });
  }
}

// The compiler and the bundler print what is wrong with the sources themselves.
await runCommand({ prefix: "the build failed: ", exitCode: 1 }, async () => {
  refuseArguments("usage: npm run build");
  compile();
  copyRuntimeFiles();
  await buildExplorer(join(OUTPUT, "explorer"));
  await bundleRouter(join(OUTPUT, "router"));
  return 0;
});
