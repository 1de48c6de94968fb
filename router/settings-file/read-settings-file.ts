import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type * as z from "zod";
import type { Environment } from "../../packages/server/process/environment.ts";
import { describeReadFailure, readTextFile } from "../../packages/server/process/read-text-file.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { type RouterSettings, settingsSchema } from "./router-settings.ts";
import { isOfOneSubgraph, listSubgraphVariables } from "./subgraph-settings.ts";

/** Nothing is set. */
const NO_SETTINGS: RouterSettings = {};

/**
 * Reads the file that `ROUTER_CONFIG` names: a module whose default export are the settings, or JSON. Without one,
 * nothing is set.
 * @throws StartupError naming every problem in it, in one line
 */
export async function readSettingsFile({ ROUTER_CONFIG: path = "" }: Environment): Promise<RouterSettings> {
  if (path === "") return NO_SETTINGS;
  const content = extname(path) === ".json" ? await readJson(path) : await importModule(path);
  const result = settingsSchema.safeParse(content);
  if (result.success) return result.data;
  throw new StartupError(`${path}: ${result.error.issues.flatMap(findCauses).map(describeIssue).join("; ")}`);
}

/** The variables that the settings give, as an environment has them; those of `environment` win. */
export function addVariables(
  { variables = {}, subgraphs = {}, batching }: RouterSettings,
  environment: Environment,
): Environment {
  const given = [
    ...Object.entries(variables).map(([name, value]) => [name, String(value)]),
    ...(batching === undefined ? [] : [["MAX_BATCH_OPERATIONS", String(batching.max)]]),
    ...Object.entries(subgraphs).flatMap(([name, settings]) => listSubgraphVariables(name, settings)),
  ];
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries([...given, ...set]);
}

/**
 * @param known the variables that the router reads
 * @throws StartupError when the settings give variables that neither the router nor they themselves name
 */
export function refuseUnknownVariables(
  { variables = {}, headers = {}, subgraphs = {} }: RouterSettings,
  known: readonly string[],
): void {
  const own = Object.values(subgraphs);
  const rules = [headers, ...own.map((settings) => settings.headers ?? {})].flatMap(({ request = [] }) => request);
  const named = [
    ...known,
    ...own.map(({ secretVariable }) => secretVariable),
    ...rules.map((rule) => ("environment" in rule ? rule.environment : undefined)),
  ];
  const unknown = Object.keys(variables).filter((name) => !named.includes(name) && !isOfOneSubgraph(name));
  if (unknown.length === 0) return;
  const places = unknown.map((name) => `variables.${name}`).join(", ");
  throw new StartupError(`${places}: the router has no such variable`);
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readTextFile(path);
  } catch (error) {
    throw new StartupError(`ROUTER_CONFIG: ${describeReadFailure(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StartupError(`${path} is not JSON: ${describe(error)}`);
  }
}

async function importModule(path: string): Promise<unknown> {
  let exported: { readonly default?: unknown };
  try {
    exported = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_UNKNOWN_FILE_EXTENSION") {
      throw new StartupError(
        `ROUTER_CONFIG: Node ${process.versions.node} does not run ${path}: write it as .mjs or .json, or start with npm run dev`,
      );
    }
    throw new StartupError(`ROUTER_CONFIG: ${path} cannot be loaded: ${describe(error)}`);
  }
  if (exported.default === undefined) {
    throw new StartupError(`ROUTER_CONFIG: ${path} has no default export: export default defineRouter({ … })`);
  }
  return exported.default;
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").trim();
}

/** Of what may have several forms, what is wrong with the only one that has such keys. */
function findCauses(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const alike = issue.errors.filter((causes) => causes.every(({ code }) => code !== "unrecognized_keys"));
  const [only, ...others] = alike;
  if (only === undefined || others.length > 0) return [issue];
  return only.map((cause) => ({ ...cause, path: [...issue.path, ...cause.path] }));
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return `${place.replace(/^\./, "") || "the default export"}: ${message}`;
}
