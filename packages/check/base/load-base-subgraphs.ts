import { isAbsolute, normalize } from "node:path";
import type { SubgraphSchema } from "../../composition/subgraph-schema.ts";
import { parseYamlFile } from "../../composition/yaml-file.ts";
import { buildGit, findFileAtCommit } from "./git.ts";

/**
 * Loads the SDL of every subgraph at a commit. Null when git does not have all of them: one is introspected, outside the
 * repository, or named by a variable.
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
    files.map(async ([name, path]): Promise<SubgraphSchema | null> => {
      const file = normalize(path);
      const sdl = await findFileAtCommit(git, commit, file);
      // Hints about a schema do not depend on the subgraph's URL.
      return sdl === null ? null : { name, file, sdl, routingUrl: "" };
    }),
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
