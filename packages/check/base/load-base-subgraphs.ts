import { isAbsolute, normalize } from "node:path";
import type { SubgraphSchema } from "../../composition/load-subgraph.ts";
import { parseYamlFile } from "../../composition/yaml-file.ts";
import { buildGit, findFileAtCommit, type Git } from "./git.ts";

/**
 * Loads the SDL of every subgraph as it was at a commit. Null when git does not have them all:
 * one is introspected, stands outside of the repository, or is named by a variable.
 */
export async function loadBaseSubgraphs(
  root: string,
  commit: string,
  configFile: string,
): Promise<SubgraphSchema[] | null> {
  const git = buildGit(root);
  const yaml = await findFileAtCommit(git, commit, configFile);
  const files = yaml === null ? null : findSchemaFiles(yaml, configFile);
  if (!files) return null;
  const schemas = await Promise.all(
    files.map(([name, file]) => findSubgraph(git, commit, name, normalize(file))),
  );
  return schemas.every((schema) => schema !== null) ? schemas : null;
}

function findSchemaFiles(yaml: string, configFile: string): [string, string][] | null {
  const { content } = parseYamlFile(yaml, configFile);
  const { subgraphs } = (content ?? {}) as { subgraphs?: Record<string, { schema?: { file?: unknown } }> };
  const entries = Object.entries(subgraphs ?? {}).map(([name, subgraph]) => [name, subgraph?.schema?.file]);
  const isReadable = entries.every(([, file]) => typeof file === "string" && isPlainPath(file));
  return isReadable && entries.length > 0 ? (entries as [string, string][]) : null;
}

function isPlainPath(file: string): boolean {
  return !isAbsolute(file) && !file.includes("${");
}

async function findSubgraph(
  git: Git,
  commit: string,
  name: string,
  file: string,
): Promise<SubgraphSchema | null> {
  const sdl = await findFileAtCommit(git, commit, file);
  // Where a subgraph listens is of no concern to the hints about its schema.
  return sdl === null ? null : { name, file, sdl, routingUrl: "" };
}
