import { basename, dirname, join, relative, resolve } from "node:path";
import { type CompositionResult, composeSupergraph } from "../composition/compose-supergraph.ts";
import type { Environment } from "../composition/expand-environment.ts";
import { findText } from "../composition/find-text.ts";
import { loadSubgraphs, type SubgraphSchema } from "../composition/load-subgraph.ts";
import type { Problem } from "../composition/problem.ts";
import { loadSupergraphConfig } from "../composition/supergraph-config.ts";
import { readOperationLimits } from "../limits/variables.ts";
import { readRequestSigner } from "../server/router-auth/sign-request.ts";
import { type Base, loadDefaultBase, loadRequestedBase, SUPERGRAPH_FILE } from "./base/load-base.ts";
import { loadBaseSubgraphs } from "./base/load-base-subgraphs.ts";
import { CheckInputError } from "./check-input-error.ts";
import { loadOperations } from "./operations/load-operations.ts";
import type { CheckOptions } from "./step.ts";

/** What to check, and with what to compare it. */
export interface CheckRequest {
  /** The folder that `config` and `base` are relative to. */
  readonly folder: string;
  /** The supergraph.yaml; its folder is the root of the check. */
  readonly config: string;
  /** A git ref or an SDL file; null: the commit where the checkout left the default branch. */
  readonly base: string | null;
  /** A glob relative to the root; null: every `.graphql` file under `operations/`, if there are any. */
  readonly operations: string | null;
  readonly environment: Environment;
  readonly options: CheckOptions;
}

/** Everything that the steps check. */
export type LoadedCheck = Awaited<ReturnType<typeof loadCheck>>;

const DEFAULT_OPERATIONS = "operations/**/*.graphql";

/**
 * Loads everything that the steps check, and composes. Throws a SupergraphInputError when the configuration or a subgraph
 * cannot be read, and a CheckInputError when the requested base or operations cannot.
 */
export async function loadCheck(request: CheckRequest) {
  const configPath = resolve(request.folder, request.config);
  const root = dirname(configPath);
  const subgraphs = await loadSchemas(configPath, root, request.environment);
  const composition = composeSupergraph(subgraphs);
  const base = await (request.base === null
    ? loadDefaultBase(root)
    : loadRequestedBase(root, request.base, request.folder));
  const { operations, problems } = await loadStoredOperations(root, request.operations);
  const baseCommit = base.graph === null ? null : base.commit;
  const head = composition.succeeded ? { supergraphSdl: composition.supergraphSdl } : null;
  return {
    context: {
      root,
      head,
      base: base.graph,
      baseCommit,
      operations,
      subgraphs,
      limits: readOperationLimits(request.environment),
      options: request.options,
    },
    composition,
    base,
    /** The base's hints of composition; null when its subgraphs cannot be loaded. */
    baseHints: await loadBaseHints(root, basename(configPath), base, subgraphs, composition),
    checkedIn: { file: SUPERGRAPH_FILE, sdl: await findText(join(root, SUPERGRAPH_FILE)) },
    composeCommand: buildComposeCommand(request.folder, configPath),
    operationProblems: problems,
  };
}

// The configuration has its path from the current folder, because its problems are reported at once. Other paths are
// relative to the root.
async function loadSchemas(
  configPath: string,
  root: string,
  environment: Environment,
): Promise<SubgraphSchema[]> {
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
): Promise<readonly Problem[] | null> {
  if (!composition.succeeded || base.graph === null || base.commit === null) return null;
  const baseSubgraphs = await loadBaseSubgraphs(root, base.commit, configFile);
  if (!baseSubgraphs) return null;
  if (isSameSdl(baseSubgraphs, subgraphs)) return composition.hints;
  const baseComposition = composeSupergraph(baseSubgraphs);
  return baseComposition.succeeded ? baseComposition.hints : null;
}

function isSameSdl(some: readonly SubgraphSchema[], others: readonly SubgraphSchema[]): boolean {
  const sdls = new Map(others.map(({ name, sdl }) => [name, sdl]));
  return some.length === others.length && some.every(({ name, sdl }) => sdls.get(name) === sdl);
}

function buildComposeCommand(folder: string, configPath: string): string {
  const config = relative(folder, configPath);
  if (config === "supergraph.yaml") return "`npm run compose`";
  const output = join(dirname(config), SUPERGRAPH_FILE);
  return `\`npm run compose -- --config ${config} --output ${output}\``;
}
