import { describe, expect, it, jest } from "@jest/globals";
import * as z from "zod";
import { loadSupergraphConfig } from "../../packages/composition/supergraph-config.ts";
import { nameVariable, OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { readCode, readTables, readText } from "./markdown.ts";

// Each schema that a process reads its environment with passes through one function: it is listened to here.
const environment = await import("../../packages/server/process/environment.ts");
const shapes: z.ZodRawShape[] = [];
jest.unstable_mockModule("../../packages/server/process/environment.ts", () => ({
  ...environment,
  readEnvironment: ((shape, values) => {
    shapes.push(shape);
    return environment.readEnvironment(shape, values);
  }) satisfies typeof environment.readEnvironment,
}));
const { readRouterConfig } = await import("../../router/config.ts");
const { readStackSettings } = await import("../../scripts/stack/settings.ts");

const router = readRouterConfig({ NODE_ENV: "development" });
for (const name of OWN_SUBGRAPHS) {
  router.findSubgraphUrl(name);
  router.transport.findLimits(name);
  router.transport.findStreams(name);
}
const subgraphs: OwnConfig[] = [];
for (const name of OWN_SUBGRAPHS) subgraphs.push(await readOwnConfig(name));
readStackSettings({});

interface OwnConfig {
  readonly name: string;
  readonly port: number;
}

/** Reads the configuration of a subgraph with what its config.ts exports. */
async function readOwnConfig(name: string): Promise<OwnConfig> {
  const module: Record<string, unknown> = await import(`../../subgraphs/${name}/config.ts`);
  const [read] = Object.values(module) as ((environment: object) => OwnConfig)[];
  if (read === undefined) throw new Error(`subgraphs/${name}/config.ts exports nothing`);
  return read({ NODE_ENV: "development" });
}

/** What the primary of several workers tells each: no setting. */
const INTERNAL = ["WORKER_NUMBER"];

/** The defaults of each variable, as they would be written in an environment; none where code chooses it. */
const defaults = new Map<string, Set<string>>();
for (const [name, schema] of shapes.flatMap((shape) => Object.entries(shape))) {
  if (INTERNAL.includes(name)) continue;
  const known = defaults.get(name) ?? new Set();
  defaults.set(name, known);
  const standard = z.object({ [name]: schema }).parse({})[name];
  if (standard !== undefined && String(standard) !== "") known.add(write(standard));
}

function write(value: unknown): string {
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}

interface Row {
  readonly names: readonly string[];
  readonly standard: string;
}

const HEADER = "| variable | default | meaning |";
const rows: Row[] = readTables(readText("docs/environment.md"), HEADER).map(([names = "", standard = ""]) => ({
  names: readCode(names),
  standard: standard.replaceAll("`", ""),
}));
const documented = rows.flatMap(({ names }) => names);

const PREFIXES = OWN_SUBGRAPHS.map((name) => nameVariable(name, "URL").replace(/_URL$/, "")).join("|");

/** Whether a name of the page is this variable, or stands for it and those of other subgraphs. */
function isNamed(variable: string, name: string): boolean {
  return name === variable || new RegExp(`^${name.replace("<NAME>", `(?:${PREFIXES})`)}$`).test(variable);
}

describe("docs/environment.md", () => {
  it("has a row for each variable that a process reads, and no other", () => {
    const read = [...defaults.keys()];
    expect(read.filter((variable) => !documented.some((name) => isNamed(variable, name)))).toEqual([]);
    expect(documented.filter((name) => !read.some((variable) => isNamed(variable, name)))).toEqual([]);
  });

  it.each(rows.filter(({ names: [name = ""] }) => defaults.get(name)?.size === 1))(
    "tells the default of $names",
    ({ names, standard }) => {
      for (const name of names) expect([standard]).toEqual([...(defaults.get(name) ?? [])]);
    },
  );

  it("tells both defaults of NODE_ENV", () => {
    const { standard } = rows.find(({ names }) => names.includes("NODE_ENV")) ?? { standard: "" };
    for (const each of defaults.get("NODE_ENV") ?? []) expect(standard).toContain(each);
  });

  it("tells where the ports of the subgraphs are, which are those of supergraph.yaml", () => {
    const { standard } = rows.find(({ names }) => names.includes("<NAME>_PORT")) ?? { standard: "" };
    expect(standard).toBe("that of its routing_url");
    const routed = new Map(
      loadSupergraphConfig("supergraph.yaml", {}).subgraphs.map(({ name, routingUrl }) => [name, routingUrl]),
    );
    for (const { name, port } of subgraphs)
      expect([name, new URL(routed.get(name) ?? "").port]).toEqual([name, `${port}`]);
  });
});

describe(".env.example", () => {
  const lines = [...readText(".env.example").matchAll(/^# ([A-Z][A-Z0-9_]*)=(\S*)/gm)];
  const values = new Map(lines.map(([, name = "", value = ""]) => [name, value]));

  it("has each variable of the page, and no other", () => {
    const examples = [...values.keys()];
    // The limits of one subgraph are those of all under another name.
    const own = documented.filter((name) => !name.startsWith("<NAME>_"));
    expect(own.filter((name) => !values.has(name))).toEqual([]);
    expect(examples.filter((variable) => !documented.some((name) => isNamed(variable, name)))).toEqual([]);
  });

  it("has their defaults", () => {
    const chosen = [...defaults].filter(([name, all]) => all.size === 1 && values.has(name));
    expect(chosen.map(([name]) => [name, values.get(name)])).toEqual(chosen.map(([name, all]) => [name, [...all][0]]));
  });
});
