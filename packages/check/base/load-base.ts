import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { composeSupergraph } from "../../composition/compose-supergraph.ts";
import { describeFileError } from "../../composition/file-error.ts";
import { buildApiSchema } from "../api-schema.ts";
import { CheckInputError } from "../check-input-error.ts";
import type { Graph } from "../step.ts";
import { findMergeBase } from "./find-merge-base.ts";
import { buildGit, findFileAtCommit, findWord } from "./git.ts";
import { loadBaseSubgraphs } from "./load-base-subgraphs.ts";

/** The base of the comparison, or why there is none. */
export type Base =
  | {
      readonly graph: Graph;
      /** For people: `supergraph.graphql at 1a2b3c4, the merge base with main`. */
      readonly description: string;
      /** Its commit; null when it is a file of its own. */
      readonly commit: string | null;
    }
  | { readonly graph: null; readonly reason: string };

/** The repository's composed supergraph, beside its configuration. */
export const SUPERGRAPH_FILE = "supergraph.graphql";

/**
 * Loads the requested base: an SDL file or, when there is no such file, the supergraph at a git ref. Throws a
 * CheckInputError when neither can be read.
 */
export async function loadRequestedBase(
  root: string,
  requested: string,
  folder: string,
  configFile: string,
): Promise<Base> {
  const file = resolve(folder, requested);
  if (await isFile(file)) return requireBase(readSupergraph(await requireText(file, requested), requested, null));
  const answer = await buildGit(root)("rev-parse", "--verify", "--end-of-options", `${requested}^{commit}`);
  if (!answer.succeeded) {
    throw new CheckInputError(`--base ${requested} is neither a file nor a git ref (${answer.reason}).`);
  }
  const commit = answer.output.trim();
  return requireBase(await loadCommit(root, commit, `${requested} (${commit.slice(0, 7)})`, configFile));
}

/** Loads the supergraph at the merge base with the default branch; it is no error if there is none. */
export async function loadDefaultBase(root: string, configFile: string): Promise<Base> {
  const mergeBase = await findMergeBase(buildGit(root));
  if (mergeBase.commit === null) return { graph: null, reason: mergeBase.reason };
  return loadCommit(root, mergeBase.commit, mergeBase.description, configFile);
}

/** The supergraph of a commit; without its file, what the commit's subgraphs compose to. */
async function loadCommit(root: string, commit: string, description: string, configFile: string): Promise<Base> {
  const sdl = await findFileAtCommit(buildGit(root), commit, SUPERGRAPH_FILE);
  if (sdl !== null) return readSupergraph(sdl, `${SUPERGRAPH_FILE} at ${description}`, commit);
  const subgraphs = await loadBaseSubgraphs(root, commit, configFile);
  const composition = subgraphs && composeSupergraph(subgraphs);
  if (!composition?.succeeded) return { graph: null, reason: `there is no ${SUPERGRAPH_FILE} at ${description}` };
  return { graph: composition, description: `the subgraphs at ${description}`, commit };
}

/** The path of `folder` from its repository's root, with a slash at its end; null at the root, or outside one. */
export function findRepositoryPath(folder: string): Promise<string | null> {
  return findWord(buildGit(folder), "rev-parse", "--show-prefix");
}

function readSupergraph(supergraphSdl: string, description: string, commit: string | null): Base {
  const graph = { supergraphSdl };
  try {
    buildApiSchema(graph);
    return { graph, description, commit };
  } catch (error) {
    const defect = error instanceof Error ? error.message : String(error);
    return { graph: null, reason: `${description} is no supergraph: ${defect}` };
  }
}

function requireBase(base: Base): Base {
  if (base.graph === null) throw new CheckInputError(`--base: ${base.reason}`);
  return base;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function requireText(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CheckInputError(`--base ${name} cannot be read: ${describeFileError(error)}.`);
  }
}
