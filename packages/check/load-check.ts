import { basename, dirname, join, relative, resolve } from "node:path";
import { type CompositionResult, composeSupergraph } from "../composition/compose-supergraph.ts";
import { findText } from "../composition/find-text.ts";
import { loadSubgraphs } from "../composition/load-subgraph.ts";
import type { Problem } from "../composition/problem.ts";
import type { SubgraphSchema } from "../composition/subgraph-schema.ts";
import { loadSupergraphConfig } from "../composition/supergraph-config.ts";
import { readOperationLimits } from "../limits/variables.ts";
import type { Environment } from "../server/process/environment.ts";
import { readRequestSigner } from "../server/router-auth/sign-request.ts";
import { type Base, loadDefaultBase, loadRequestedBase, SUPERGRAPH_FILE } from "./base/load-base.ts";
import { loadBaseSubgraphs } from "./base/load-base-subgraphs.ts";
import { CheckInputError } from "./check-input-error.ts";
import type { CheckRequest, CheckTools } from "./check-request.ts";
import { loadOperations } from "./operations/load-operations.ts";
import { applyRules, type CheckRules } from "./rules/check-rules.ts";
import { loadRules } from "./rules/read-rules.ts";
import type { CheckContext } from "./step.ts";

const DEFAULT_OPERATIONS = "operations/**/*.graphql";

/**
 * Loads everything that the steps check, and composes. Throws a SupergraphInputError when the configuration, a subgraph
 * or the rules cannot be read, and a CheckInputError when the requested base or operations cannot.
 */
export async function loadCheck(request: CheckRequest, tools: CheckTools) {
  const { folder, options } = request;
  const configPath = resolve(folder, request.config);
  const root = dirname(configPath);
  const rules = await loadRules(root, request.rules ?? null, folder);
  const subgraphs = await loadSchemas(configPath, root, request.environment);
  const composition = applyToHints(composeSupergraph(subgraphs), rules);
  const base = await loadBase(request, root, basename(configPath));
  const { operations, problems } = await loadStoredOperations(root, request.operations);
  const context: CheckContext = {
    root,
    head: composition.succeeded ? { supergraphSdl: composition.supergraphSdl } : null,
    base: base.graph,
    baseCommit: base.graph === null ? null : base.commit,
    baseAbsence: base.graph === null ? base.reason : null,
    operations,
    operationProblems: problems,
    subgraphs,
    composition,
    baseHints: await loadBaseHints(root, basename(configPath), base, subgraphs, composition, rules),
    checkedIn: { file: SUPERGRAPH_FILE, sdl: await findText(join(root, SUPERGRAPH_FILE)) },
    limits: readOperationLimits(request.environment),
    rules,
    tools: { ...tools, compose: () => tools.compose(listComposeArguments(folder, configPath)) },
    // Without operations, it is not known what clients use.
    options: { ...options, strict: options.strict || operations.length + problems.length === 0 },
  };
  return { context, baseDescription: base.graph === null ? base.reason : base.description };
}

function loadBase({ base, folder }: CheckRequest, root: string, configFile: string): Promise<Base> {
  return base === null ? loadDefaultBase(root, configFile) : loadRequestedBase(root, base, folder, configFile);
}

/** Without the hints that are off, so that they are not counted either. */
function applyToHints(composition: CompositionResult, rules: CheckRules): CompositionResult {
  if (!composition.succeeded) return composition;
  return { ...composition, hints: applyRules(rules, "composition", composition.hints) };
}

// The configuration has its path from the current folder, because its problems are reported at once. Other paths are
// relative to the root.
async function loadSchemas(configPath: string, root: string, environment: Environment): Promise<SubgraphSchema[]> {
  const { subgraphs } = loadSupergraphConfig(relative(process.cwd(), configPath), environment);
  const schemas = await loadSubgraphs(subgraphs, { signRequest: readRequestSigner(environment) });
  const files = new Set(subgraphs.filter(({ schema }) => schema.kind === "file").map(({ name }) => name));
  return schemas.map((schema) =>
    files.has(schema.name) ? { ...schema, file: relative(root, resolve(schema.file)) } : schema,
  );
}

async function loadStoredOperations(root: string, pattern: string | null) {
  const loaded = await loadOperations(root, pattern ?? DEFAULT_OPERATIONS);
  if (pattern !== null && loaded.operations.length === 0 && loaded.problems.length === 0) {
    throw new CheckInputError(`--operations ${pattern} matches no file.`);
  }
  return loaded;
}

async function loadBaseHints(
  root: string,
  configFile: string,
  base: Base,
  subgraphs: readonly SubgraphSchema[],
  composition: CompositionResult,
  rules: CheckRules,
): Promise<readonly Problem[] | null> {
  if (!composition.succeeded || base.graph === null || base.commit === null) return null;
  const baseSubgraphs = await loadBaseSubgraphs(root, base.commit, configFile);
  if (!baseSubgraphs) return null;
  if (isSameSdl(baseSubgraphs, subgraphs)) return composition.hints;
  const baseComposition = applyToHints(composeSupergraph(baseSubgraphs), rules);
  return baseComposition.succeeded ? baseComposition.hints : null;
}

function isSameSdl(some: readonly SubgraphSchema[], others: readonly SubgraphSchema[]): boolean {
  const sdls = new Map(others.map(({ name, sdl }) => [name, sdl]));
  return some.length === others.length && some.every(({ name, sdl }) => sdls.get(name) === sdl);
}

function listComposeArguments(folder: string, configPath: string): string[] {
  const config = relative(folder, configPath);
  if (config === "supergraph.yaml") return [];
  return ["--config", config, "--output", join(dirname(config), SUPERGRAPH_FILE)];
}
