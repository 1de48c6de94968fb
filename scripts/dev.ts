import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, normalize } from "node:path";
import { composeFile } from "../packages/check/command/compose-file.ts";
import { loadSupergraphConfig } from "../packages/composition/supergraph-config.ts";
import { watchFiles } from "../packages/composition/watch-files.ts";
import { buildExplorer } from "./build-explorer.ts";
import { refuseArguments } from "./command-line.ts";
import { findSources } from "./find-sources.ts";
import { SUPERGRAPH_CONFIG } from "./list-subgraphs.ts";
import { explainOtherList } from "./stack/other-list.ts";
import { createRemoteSchemas } from "./stack/remote-schemas.ts";
import type { RunningStack } from "./stack/run-stack.ts";
import { readStackSettings } from "./stack/settings.ts";
import { runUntilStopped } from "./stack/until-stopped.ts";

// `npm run dev`: the whole stack from its sources. A change restarts the processes it concerns. A change of SDL, of a
// Prisma schema or of an operation regenerates types first. SDL that composes becomes the new supergraph, which the
// router follows by itself. Remote subgraphs are asked for their SDL every few seconds. A change in the explorer's browser
// code bundles it again.

const SOURCES = /\.(?:ts|tsx|css|svg|graphql|prisma|sql|ya?ml)$/;
const EXPLORER_OUTPUT = join("dist", "explorer");

/** The sources of each process, by its name; the last known ones while a source cannot be read. */
type SourcesByProcess = Map<string, ReadonlySet<string>>;

let script: ChildProcess | null = null;

const remotes = createRemoteSchemas((line) => process.stderr.write(`${line}\n`));
const compose = () => composeFile(SUPERGRAPH_CONFIG, "supergraph.graphql", remotes.load);

async function watchSources(stack: RunningStack): Promise<() => void> {
  const sources: SourcesByProcess = new Map();
  await readSources(stack, sources);
  let applied = Promise.resolve();
  const stopWatching = await watchFiles(".", SOURCES, (paths) => {
    applied = applied.then(() => apply(stack, sources, paths)).catch(reportFailure);
  });
  const stopped = new AbortController();
  void remotes.follow(() => {
    applied = applied.then(async () => void (await compose())).catch(reportFailure);
    return applied;
  }, stopped.signal);
  return () => {
    stopWatching();
    stopped.abort();
    script?.kill();
  };
}

async function readSources(stack: RunningStack, sources: SourcesByProcess): Promise<void> {
  const found = await Promise.all(stack.processes.map(({ entry }) => findSources(entry)));
  for (const [index, { name }] of stack.processes.entries()) {
    const files = found[index];
    if (files) sources.set(name, files);
  }
}

async function apply(stack: RunningStack, sources: SourcesByProcess, paths: readonly string[]): Promise<void> {
  const schemas = paths.filter(isSchema);
  const generates = paths.some((path) => schemas.includes(path) || isGeneratedFrom(path));
  const bundles = paths.some((path) => path.startsWith("router/explorer/browser/"));
  const concerned = stack.processes.filter(({ name }) =>
    paths.some((path) => sources.get(name)?.has(path) || isReadBy(name, path)),
  );
  if (!generates && !bundles && concerned.length === 0) return;
  process.stdout.write(`changed: ${paths.join(", ")}\n`);
  if (generates) await runScript("generate");
  if (bundles) await buildExplorer(EXPLORER_OUTPUT);
  if (schemas.length > 0 && !(await compose())) return;
  if (paths.includes(SUPERGRAPH_CONFIG))
    process.stdout.write(explainOtherList(stack.settings, readStackSettings(process.env)));
  for (const { name } of concerned) await stack.restart(name);
  await readSources(stack, sources);
}

/** Whether the supergraph is composed of the file. */
function isSchema(path: string): boolean {
  if (path === SUPERGRAPH_CONFIG) return true;
  if (!path.endsWith(".graphql")) return false;
  const { subgraphs } = loadSupergraphConfig(SUPERGRAPH_CONFIG, process.env);
  return subgraphs.some(({ schema }) => schema.kind === "file" && normalize(schema.path) === path);
}

function isGeneratedFrom(path: string): boolean {
  return /^operations\/.*\.graphql$|^prisma\/.*\.prisma$|^subgraphs\/[^/]+\/records\.ts$/.test(path);
}

/** Whether the process `name` reads it when it starts: its SDL, its Prisma schema's client, its migrations. */
function isReadBy(name: string, path: string): boolean {
  return path === `subgraphs/${name}/schema.graphql` || path.startsWith(`prisma/${name}/`);
}

/** Runs `npm run <script>`'s file; it prints what is wrong itself. @returns whether it succeeded */
async function runScript(name: string): Promise<boolean> {
  script = spawn(process.execPath, ["--import", "tsx", `scripts/${name}.ts`], { stdio: "inherit" });
  const [exitCode] = (await once(script, "exit")) as [number | null];
  script = null;
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
