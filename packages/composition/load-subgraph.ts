import { readTextFile } from "../server/process/read-text-file.ts";
import { describeFileError } from "./file-error.ts";
import { defaultIntrospection, type Introspection, introspectSubgraph } from "./introspect-subgraph.ts";
import type { Problem } from "./problem.ts";
import type { SubgraphSchema } from "./subgraph-schema.ts";
import type { SchemaSource, SubgraphConfig } from "./supergraph-config.ts";
import { SupergraphInputError } from "./supergraph-input-error.ts";

/** Loads all SDL at once, in the given order, each by `load`. Throws a SupergraphInputError with each that failed. */
export async function loadSubgraphs(
  subgraphs: readonly SubgraphConfig[],
  introspection: Partial<Introspection> = {},
  load = loadSubgraph,
): Promise<SubgraphSchema[]> {
  const results = await Promise.all(
    subgraphs.map((subgraph) =>
      load(subgraph, introspection).catch((error: Error) => buildLoadProblem(subgraph, error.message)),
    ),
  );
  const problems = results.filter((result) => "severity" in result);
  if (problems.length > 0) throw new SupergraphInputError(problems);
  return results.filter((result) => "sdl" in result);
}

/** Loads the SDL of a subgraph, from its file or from itself. Throws an Error whose one sentence says what failed. */
export async function loadSubgraph(
  { name, routingUrl, schema }: SubgraphConfig,
  introspection: Partial<Introspection> = {},
): Promise<SubgraphSchema> {
  const sdl =
    schema.kind === "file"
      ? await readSchemaFile(schema.path)
      : await introspectSubgraph(schema.url, { ...defaultIntrospection, ...introspection });
  return { name, routingUrl, sdl, file: nameSource(schema) };
}

async function readSchemaFile(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    throw new Error(`It cannot be read: ${describeFileError(error)}.`, { cause: error });
  }
}

// Problems are logged, so they must not have a URL's credentials and query parameters.
function nameSource(schema: SchemaSource): string {
  if (schema.kind === "file") return schema.path;
  const { origin, pathname } = new URL(schema.url);
  return origin + pathname;
}

function buildLoadProblem({ name, schema, schemaPlace }: SubgraphConfig, reason: string): Problem {
  return {
    severity: "error",
    code: "SUBGRAPH_NOT_LOADED",
    message: `The schema of "${name}" could not be loaded from ${nameSource(schema)}. ${reason}`,
    mend:
      schema.kind === "file"
        ? "Correct the path or the file."
        : "Start the subgraph, or correct its URL, or give a copy of the schema as schema.file.",
    places: [schemaPlace],
  };
}
