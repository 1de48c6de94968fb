import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { ACCESS_FILE } from "../packages/check/access-map/access-file.ts";
import { buildApiSchema } from "../packages/check/api-schema.ts";
import { validateOperations } from "../packages/check/operations/validate-operations.ts";
import { loadSubgraphs } from "../packages/composition/load-subgraph.ts";
import { loadSupergraphConfig } from "../packages/composition/supergraph-config.ts";
import { readRequestSigner } from "../packages/server/router-auth/sign-request.ts";
import { loadStoredOperations } from "../packages/server/stored-operations/load-stored-operations.ts";
import { CommandError, refuseArguments, runCommand } from "./command-line.ts";
import { cutDemo, DEMO_PLACES, DEMO_SUBGRAPHS, isIn } from "./demo-places.ts";
import { SUPERGRAPH_CONFIG } from "./list-subgraphs.ts";
import { formatMembers } from "./new-subgraph/listed-subgraph.ts";
import { compose } from "./new-subgraph/load-graph.ts";
import { writeOrUndo } from "./new-subgraph/write-or-undo.ts";

// `npm run remove:demo`: takes books and comments out of the checkout, and leaves accounts and what is your own.

type Changes = Map<string, string>;
type Json = Record<string, unknown>;

await runCommand({ prefix: "npm run remove:demo: ", exitCode: 1 }, async () => {
  refuseArguments("usage: npm run remove:demo");
  if (!DEMO_SUBGRAPHS.some((name) => existsSync(join("subgraphs", name))))
    throw new CommandError("the demo is gone already");
  const graph = await planGraph();
  const removed = [...DEMO_PLACES.filter((path) => existsSync(path)), ...graph.removedOperations];
  const changes = planChanges(graph, removed);
  requireCommitted([...removed, ...changes.keys()]);
  await writeOrUndo(changes, async () => {
    format([...changes.keys()]);
    for (const path of removed) rmSync(path, { recursive: true });
  });
  process.stdout.write(describe(removed, [...changes.keys()]));
  return 0;
});

/** Composes what is left, and finds the stored operations that it cannot answer. @throws when the rest needs the demo */
async function planGraph() {
  const { subgraphs } = loadSupergraphConfig(SUPERGRAPH_CONFIG, process.env);
  const left = subgraphs.filter(({ name }) => !DEMO_SUBGRAPHS.includes(name));
  const signed = { signRequest: readRequestSigner(process.env) };
  const { supergraphSdl, accessMap } = compose(await loadSubgraphs(left, signed));
  const schema = buildApiSchema({ supergraphSdl });
  const { operations } = await loadStoredOperations(".", "operations/**/*.graphql");
  const failing = operations.filter((operation) =>
    validateOperations(schema, [operation]).some(({ severity }) => severity === "error"),
  );
  const removedOperations = new Set(failing.map(({ file }) => file));
  const kept = operations.filter(({ file }) => !removedOperations.has(file)).map(({ name }) => name);
  return { supergraphSdl, accessMap, removedOperations, kept };
}

function planChanges(
  { supergraphSdl, accessMap, kept }: Awaited<ReturnType<typeof planGraph>>,
  removed: readonly string[],
): Changes {
  const changes: Changes = new Map([
    ["supergraph.graphql", supergraphSdl],
    [ACCESS_FILE, accessMap],
    [SUPERGRAPH_CONFIG, removeEntries()],
  ]);
  cutMarked(changes, removed);
  changeJson(changes, "package.json", (content) => ({
    ...content,
    scripts: removeScripts(content.scripts as Json, removed),
  }));
  for (const name of ["budgets", "variables"])
    changeJson(changes, `operations/${name}.json`, (ofOperations) => pick(ofOperations, kept));
  changeJson(changes, "operations/demo.json", offerSignIn);
  changeJson(changes, "deploy/dashboard.json", removePanels);
  return changes;
}

/** What the terminal offers: the demo's users may do nothing more than any other, and ask who they are. */
function offerSignIn(demo: Json): Json {
  const users = (demo.users as Json[]).map((user) => ({ ...user, may: "signs in" }));
  return { ...demo, users, query: "me" };
}

/** Only comments follows events. */
function removePanels(dashboard: Json): Json {
  const isKept = ({ targets }: Json) => !JSON.stringify(targets).includes("event_feed_");
  return { ...dashboard, panels: (dashboard.panels as Json[]).filter(isKept) };
}

function removeEntries(): string {
  const config = parseDocument(readFileSync(SUPERGRAPH_CONFIG, "utf8"));
  for (const name of DEMO_SUBGRAPHS) config.deleteIn(["subgraphs", name]);
  return config.toString();
}

function cutMarked(changes: Changes, removed: readonly string[]): void {
  const files = runGit("grep", "-l", "-e", "<demo>", "-e", "<demo/>").split("\n");
  for (const file of files.filter((name) => name !== "" && !isIn(removed, name)))
    changes.set(file, cutDemo(readFileSync(file, "utf8")));
}

function changeJson(changes: Changes, file: string, change: (content: Json) => Json): void {
  if (!existsSync(file)) return;
  changes.set(file, formatMembers(file, change(JSON.parse(readFileSync(file, "utf8")))));
}

/** Without the scripts that run what is removed, and what npm runs before those. */
function removeScripts(scripts: Json, removed: readonly string[]): Json {
  const needsRemoved = (name: string) =>
    removed.some((path) => `${scripts[name.replace(/^pre/, "")]}/`.includes(`${path}/`));
  return pick(
    scripts,
    Object.keys(scripts).filter((name) => !needsRemoved(name)),
  );
}

function pick(content: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(content).filter(([name]) => names.includes(name)));
}

/** @throws CommandError naming what git could not bring back */
function requireCommitted(paths: readonly string[]): void {
  const changed = runGit("status", "--porcelain", "--", ...paths).trimEnd();
  if (changed !== "")
    throw new CommandError(`commit or undo these changes first, so that nothing of yours is lost:\n${changed}`);
}

/** Lint would complain of what a cut leaves behind. */
function format(files: readonly string[]): void {
  const biome = join("node_modules", "@biomejs", "biome", "bin", "biome");
  const args = ["format", "--write", "--log-level=error", "--no-errors-on-unmatched", ...files];
  execFileSync(process.execPath, [biome, ...args], { stdio: ["ignore", "ignore", "inherit"] });
}

function runGit(...args: string[]): string {
  try {
    return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw new CommandError(`git ${args[0]} fails: ${(error as Error).message.trim().split("\n").at(-1)}`);
  }
}

function describe(removed: readonly string[], changed: readonly string[]): string {
  const list = (paths: readonly string[]) => paths.map((path) => `  ${path}\n`).join("");
  return `Removed:\n${list(removed)}\nChanged:\n${list(changed)}
The databases of books and comments stay where DATA_DIR is. git checkout brings all else back.
Next: npm run check, npm start, and npm run new:subgraph -- <name> for a subgraph of your own.
`;
}
