import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { describeFileError } from "../../composition/file-error.ts";
import { buildApiSchema } from "../api-schema.ts";
import { CheckInputError } from "../check-input-error.ts";
import type { Graph } from "../step.ts";
import { findMergeBase } from "./find-merge-base.ts";
import { buildGit, findFileAtCommit, findWord } from "./git.ts";

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
export async function loadRequestedBase(root: string, requested: string, folder: string): Promise<Base> {
  const file = resolve(folder, requested);
  if (await isFile(file)) return requireSupergraph(await requireText(file, requested), requested, null);
  const git = buildGit(root);
  const answer = await git("rev-parse", "--verify", "--end-of-options", `${requested}^{commit}`);
  if (!answer.succeeded) {
    throw new CheckInputError(`--base ${requested} is neither a file nor a git ref (${answer.reason}).`);
  }
  const commit = answer.output.trim();
  const sdl = await findFileAtCommit(git, commit, SUPERGRAPH_FILE);
  if (sdl === null) throw new CheckInputError(`--base ${requested} holds no ${SUPERGRAPH_FILE}.`);
  return requireSupergraph(sdl, `${SUPERGRAPH_FILE} at ${requested} (${commit.slice(0, 7)})`, commit);
}

/** Loads the supergraph at the merge base with the default branch; it is no error if there is none. */
export async function loadDefaultBase(root: string): Promise<Base> {
  const git = buildGit(root);
  const mergeBase = await findMergeBase(git);
  if (mergeBase.commit === null) return { graph: null, reason: mergeBase.reason };
  const { commit, description } = mergeBase;
  const supergraphSdl = await findFileAtCommit(git, commit, SUPERGRAPH_FILE);
  if (supergraphSdl === null)
    return { graph: null, reason: `there is no ${SUPERGRAPH_FILE} at ${description}` };
  const graph = { supergraphSdl };
  const defect = findDefect(graph);
  if (defect)
    return { graph: null, reason: `${SUPERGRAPH_FILE} at ${description} is no supergraph: ${defect}` };
  return { graph, description: `${SUPERGRAPH_FILE} at ${description}`, commit };
}

/** The path of `folder` from its repository's root, with a slash at its end; null at the root, or outside one. */
export function findRepositoryPath(folder: string): Promise<string | null> {
  return findWord(buildGit(folder), "rev-parse", "--show-prefix");
}

function requireSupergraph(supergraphSdl: string, description: string, commit: string | null): Base {
  const graph = { supergraphSdl };
  const defect = findDefect(graph);
  if (defect) throw new CheckInputError(`--base: ${description} is no supergraph: ${defect}`);
  return { graph, description, commit };
}

function findDefect(graph: Graph): string | null {
  try {
    buildApiSchema(graph);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
