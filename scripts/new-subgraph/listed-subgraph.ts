import { existsSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { SUPERGRAPH_CONFIG } from "../list-subgraphs.ts";
import type { Placeholders } from "./choose-names.ts";

/** Accounts' port, where those of the subgraphs begin. */
export const FIRST_PORT = 4001;

type Members = Readonly<Record<string, unknown>>;

/** The first port that no routing URL has. */
export function findFreePort(routingUrls: readonly string[]): number {
  const taken = new Set(routingUrls.map((url) => Number(new URL(url).port)));
  let port = FIRST_PORT;
  while (taken.has(port)) port += 1;
  return port;
}

/** The files that list subgraphs and stored operations, by their paths, with those of the new subgraph added. */
export function addToLists(names: Placeholders): [path: string, text: string][] {
  const { name = "", routingUrl, List, Entity, column = "", parentOne } = names;
  const add = { ...("column" in names ? { [column]: `some ${parentOne}` } : {}), name: "First" };
  const schema = { file: `./subgraphs/${name}/schema.graphql` };
  const supergraph = parseDocument(readFileSync(SUPERGRAPH_CONFIG, "utf8"));
  supergraph.setIn(["subgraphs", name], supergraph.createNode({ routing_url: routingUrl, schema }));
  return [
    [SUPERGRAPH_CONFIG, supergraph.toString({ lineWidth: 0 })],
    ["package.json", addStartScript(name)],
    addMembers("operations/variables.json", { [`Add${Entity}`]: add, [`List${List}`]: { first: 5 } }),
    addMembers("operations/budgets.json", {
      [`Add${Entity}`]: buildBudget(name, 1),
      [`List${List}`]: buildBudget(name, 2),
    }),
  ];
}

/** The script stands behind those of the other subgraphs. */
function addStartScript(name: string): string {
  const content = readJson("package.json") as { scripts: Members };
  const scripts = Object.entries(content.scripts);
  const index = scripts.findLastIndex(([script]) => /^start:(?!router$)/.test(script));
  const options = "--require ./scripts/require-build.cjs --max-semi-space-size=32 --enable-source-maps";
  const entry = `exec node ${options} dist/subgraphs/${name}/main.js`;
  const added = scripts.toSpliced(index + 1, 0, [`start:${name}`, entry]);
  return `${JSON.stringify({ ...content, scripts: Object.fromEntries(added) }, null, 2)}\n`;
}

function addMembers(path: string, members: Members): [path: string, text: string] {
  const all = Object.entries({ ...readJson(path), ...members }).sort(([a], [b]) => a.localeCompare(b));
  return [path, formatMembers(path, Object.fromEntries(all))];
}

/** The members of variables.json stand on one line each, unless that is too long: then Biome breaks it. */
export function formatMembers(path: string, members: Members): string {
  const text = JSON.stringify(members, null, 2);
  return `${path.endsWith("variables.json") ? text.replace(/\n {4,}|\n {2}(?=\})/g, " ") : text}\n`;
}

function readJson(path: string): Members {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Members) : {};
}

function buildBudget(name: string, statements: number): Members {
  return { requests: 1, hops: 1, representations: 0, statements: { [name]: statements } };
}
