import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { join } from "node:path";
import { buildExplorer } from "./build-explorer.ts";
import { refuseArguments } from "./command-line.ts";
import type { RunningStack } from "./stack/run-stack.ts";
import { runUntilStopped } from "./stack/until-stopped.ts";

// `npm run dev`: the whole stack from its sources. A change restarts the processes it concerns; a change of a
// subgraph's SDL or Prisma schema regenerates types first, SDL that composes becomes the new supergraph, and what the
// explorer runs in the browser is bundled anew.

/** Editors write a file in several steps; a burst of changes counts as one. */
const SETTLE_MS = 150;
const WATCHED_FOLDERS = ["subgraphs", "router", "access", "service", "identity", "prisma", "explorer"];
const EXPLORER_OUTPUT = join("dist", "explorer");

function watchSources(stack: RunningStack): () => void {
  const changed = new Set<string>();
  let settled: NodeJS.Timeout | undefined;
  let applied = Promise.resolve();
  const note = (path: string) => {
    if (path.includes("generated")) return;
    changed.add(path);
    clearTimeout(settled);
    settled = setTimeout(() => {
      const paths = [...changed];
      changed.clear();
      applied = applied.then(() => apply(stack, paths)).catch(reportFailure);
    }, SETTLE_MS);
  };
  const watchers = WATCHED_FOLDERS.map((folder) =>
    watch(folder, { recursive: true }, (_event, file) => note(`${folder}/${file}`)),
  );
  return () => {
    clearTimeout(settled);
    for (const watcher of watchers) watcher.close();
  };
}

async function apply(stack: RunningStack, paths: readonly string[]): Promise<void> {
  process.stdout.write(`changed: ${paths.join(", ")}\n`);
  if (paths.some((path) => /\.(graphql|prisma)$|\/records\.ts$/.test(path))) await runScript("generate");
  if (paths.some((path) => path.startsWith("explorer/"))) await buildExplorer(EXPLORER_OUTPUT);
  const isComposed = !paths.some((path) => path.endsWith(".graphql")) || (await runScript("compose"));
  for (const name of stack.names) {
    if (paths.some((path) => concerns(path, name)) && isComposed) await stack.restart(name);
  }
}

/** Whether the process `name` runs code, or serves a schema, that `path` is part of. */
function concerns(path: string, name: string): boolean {
  if (/^(service|identity)\//.test(path)) return true;
  if (name === "router") return path.startsWith("router/") || path.endsWith(".graphql");
  return ["subgraphs/runtime/", `subgraphs/${name}/`, `prisma/${name}/`].some((folder) =>
    path.startsWith(folder),
  );
}

/** Runs `npm run <script>`'s file; it prints what is wrong itself. @returns whether it succeeded */
async function runScript(script: string): Promise<boolean> {
  const child = spawn(process.execPath, ["--import", "tsx", `scripts/${script}.ts`], { stdio: "inherit" });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  return exitCode === 0;
}

function reportFailure(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
}

await runUntilStopped(
  "npm run dev",
  async () => {
    refuseArguments("usage: npm run dev");
    await buildExplorer(EXPLORER_OUTPUT);
  },
  (entry) => ["--import", "tsx", `${entry}.ts`],
  watchSources,
);
