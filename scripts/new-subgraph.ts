import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ACCESS_FILE } from "../packages/check/access-map/access-file.ts";
import { CommandError, readArguments, runCommand } from "./command-line.ts";
import { chooseNames, type Placeholders } from "./new-subgraph/choose-names.ts";
import { findParent } from "./new-subgraph/find-parent.ts";
import { addToLists, FIRST_PORT, findFreePort } from "./new-subgraph/listed-subgraph.ts";
import { compose, loadGraph } from "./new-subgraph/load-graph.ts";
import { renderTemplate } from "./new-subgraph/render-template.ts";
import { requireRoom } from "./new-subgraph/require-room.ts";
import { writeOrUndo } from "./new-subgraph/write-or-undo.ts";

// `npm run new:subgraph -- <name>`: writes a subgraph that runs at once, from scripts/new-subgraph/template/.

const USAGE = "usage: npm run new:subgraph -- <name> [--entity <Type>] [--extends <Type>]";

const runFile = promisify(execFile);

function readNames() {
  const { values, positionals } = readArguments(USAGE, {
    allowPositionals: true,
    options: { entity: { type: "string" }, extends: { type: "string" } },
  } as const);
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new CommandError(USAGE);
  return { names: chooseNames(name, values.entity), parent: values.extends };
}

async function planFiles({ names, parent }: ReturnType<typeof readNames>) {
  const graph = await loadGraph();
  const port = findFreePort(graph.subgraphs.map(({ routingUrl }) => routingUrl));
  const extended: Placeholders = parent === undefined ? {} : findParent(parent, graph.facts);
  const owner = graph.subgraphs.find(({ name }) => name === extended.owner);
  const placeholders = {
    ...names,
    ...extended,
    routingUrl: `http://127.0.0.1:${port}/graphql`,
    port: String(port),
    series: buildSeries(port),
    parentSeries: buildSeries(Number(new URL(owner?.routingUrl ?? "http://none").port)),
  };
  const files = renderTemplate(placeholders);
  const file = `subgraphs/${names.name}/schema.graphql`;
  const added = { ...placeholders, file, sdl: files.get(file) ?? "" };
  requireRoom(placeholders, [...files.keys()], added, graph);
  const { supergraphSdl, accessMap } = compose([...graph.schemas, added]);
  files.set("supergraph.graphql", supergraphSdl);
  if (graph.hasAccessFile) files.set(ACCESS_FILE, accessMap);
  for (const [path, text] of addToLists(placeholders)) files.set(path, text);
  return { files, placeholders };
}

/** A number of a series of demo ids: each port has another one, and accounts' first the users' own. */
function buildSeries(port: number): string {
  return String(Math.max(port - FIRST_PORT, 0) % 4096);
}

async function finish(name: string, paths: readonly string[], signal: AbortSignal): Promise<void> {
  const commands = [
    ["node_modules/@biomejs/biome/bin/biome", "check", "--write", "--linter-enabled=false", ...paths],
    ["--import", "tsx", "scripts/new-migration.ts", name, "initial"],
    ["--import", "tsx", "scripts/generate.ts"],
  ];
  for (const command of commands) {
    await runFile(process.execPath, command, { signal }).catch((error: Error & { stderr?: string }) => {
      throw new CommandError(`nothing is changed, because ${error.stderr?.trim() || error.message}`);
    });
  }
  await requireSoundCode(name, paths, signal);
}

/** @throws CommandError when the names clash with others in the new files, so that these do not compile */
async function requireSoundCode(name: string, paths: readonly string[], signal: AbortSignal): Promise<void> {
  const tools = [
    ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
    ["node_modules/@biomejs/biome/bin/biome", "lint", "--error-on-warnings", "--reporter=concise", ...paths],
  ];
  for (const tool of tools) {
    const { stdout, stderr } = await runFile(process.execPath, tool, { signal }).catch(
      (error: { stdout?: string; stderr?: string }) => error,
    );
    signal.throwIfAborted();
    const fault = `${stdout}\n${stderr}`
      .split("\n")
      .find((line) => new RegExp(`\\b(?:subgraphs|tests)/${name}/`).test(line));
    if (fault !== undefined)
      throw new CommandError(`nothing is changed, because other names are needed: with these, ${fault.trim()}`);
  }
}

function describe({ name, Entity, Parent, port, owner }: Placeholders): string {
  const extending = Parent === undefined ? "" : `, extends ${Parent} of ${owner}`;
  const edits = [
    [`subgraphs/${name}/schema.graphql`, `the fields of ${Entity}, and who may ask for what`],
    [`prisma/${name}/schema.prisma`, `their columns; then npm run migration -- ${name} <change>`],
    [`subgraphs/${name}/${name}.ts`, `the rules; their test is in tests/${name}`],
  ] as const;
  const width = Math.max(...edits.map(([file]) => file.length));
  return [
    `The subgraph ${name} has the entity ${Entity}${extending} and the port ${port}. Try it: npm start`,
    "Edit first:",
    ...edits.map(([file, what]) => `  ${file.padEnd(width)}  ${what}`),
    "Then: npm run compose && npm run check -- --update",
    "",
  ].join("\n");
}

await runCommand({ prefix: "npm run new:subgraph: ", exitCode: 2 }, async () => {
  const { files, placeholders } = await planFiles(readNames());
  await writeOrUndo(files, (signal) => finish(placeholders.name, [...files.keys()], signal));
  process.stdout.write(describe(placeholders));
  return 0;
});
