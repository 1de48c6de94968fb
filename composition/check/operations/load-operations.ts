import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
  type SourceLocation,
} from "graphql";
import { describeFileError } from "../../file-error.ts";
import type { Problem } from "../../problem.ts";
import type { StoredOperation } from "../step.ts";
import { findFiles } from "./find-files.ts";

/** The operations clients are promised, and what is wrong with the files that hold them. */
export interface LoadedOperations {
  readonly operations: readonly StoredOperation[];
  readonly problems: readonly Problem[];
}

interface OperationFile {
  readonly file: string;
  readonly source: string;
  readonly document: DocumentNode;
}

/** Loads every operation in the files that match a glob pattern. Files are named relative to `root`. */
export async function loadOperations(root: string, pattern: string): Promise<LoadedOperations> {
  const files = await findFiles(root, pattern);
  const loaded = await Promise.all(files.map((file) => loadFile(root, file)));
  return collectOperations(loaded);
}

async function loadFile(root: string, file: string): Promise<OperationFile | Problem> {
  try {
    const source = await readFile(join(root, file), "utf8");
    return { file, source, document: parse(new Source(source, file)) };
  } catch (error) {
    if (error instanceof GraphQLError) return buildSyntaxProblem(file, error);
    const message = `The file cannot be read: ${describeFileError(error)}.`;
    return buildProblem("OPERATION_NOT_READ", message, null, file);
  }
}

function collectOperations(loaded: readonly (OperationFile | Problem)[]): LoadedOperations {
  const problems: Problem[] = loaded.filter((result) => "severity" in result);
  const operations = new Map<string, StoredOperation>();
  for (const { file, source, document } of loaded.filter((result) => "document" in result)) {
    const definitions = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    if (definitions.length === 0) problems.push(buildEmptyProblem(file));
    for (const definition of definitions) {
      const name = definition.name?.value;
      const problem = findNameProblem(definition, file, name ? operations.get(name) : undefined);
      if (problem) problems.push(problem);
      else if (name) operations.set(name, { name, file, source });
    }
  }
  return { operations: [...operations.values()], problems };
}

function findNameProblem(
  definition: OperationDefinitionNode,
  file: string,
  namesake: StoredOperation | undefined,
): Problem | null {
  const { startToken } = definition.loc ?? {};
  if (!definition.name) {
    const message = `This ${definition.operation} has no name, by which reports and budgets would know it.`;
    return buildProblem("OPERATION_WITHOUT_NAME", message, "Name it.", file, startToken);
  }
  if (!namesake) return null;
  const message = `There is another operation named ${definition.name.value}, in ${namesake.file}.`;
  return buildProblem("OPERATION_NAME_TAKEN", message, "Rename one of them.", file, startToken);
}

function buildEmptyProblem(file: string): Problem {
  const message = "The file holds no operation.";
  const mend = "Keep a fragment in the file of the operation that uses it, and delete what nothing uses.";
  return buildProblem("OPERATION_MISSING", message, mend, file);
}

function buildSyntaxProblem(file: string, error: GraphQLError): Problem {
  return buildProblem("OPERATION_SYNTAX_ERROR", error.message, null, file, error.locations?.[0]);
}

function buildProblem(
  code: string,
  message: string,
  mend: string | null,
  file: string,
  location?: SourceLocation,
): Problem {
  const place = { file, line: location?.line ?? null, column: location?.column ?? null, subgraph: null };
  return { severity: "error", code, message, mend, places: [place] };
}
