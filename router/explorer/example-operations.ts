import { join } from "node:path";
import { type DocumentNode, Kind, parse, type TypeNode, type VariableDefinitionNode } from "graphql";
import { describeReadFailure, readTextFile } from "../../packages/server/process/read-text-file.ts";
import { loadStoredOperations } from "../../packages/server/stored-operations/load-stored-operations.ts";
import type { StoredOperation } from "../../packages/server/stored-operations/resolve-operations.ts";

/** An operation to try, from a file of the operations folder. */
export interface ExampleOperation {
  readonly name: string;
  readonly kind: "query" | "mutation" | "subscription";
  readonly description: string;
  /** The text of the operation, with the fragments it uses, also of other files. */
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Variables = ExampleOperation["variables"];

/** The file beside the operations with variables to try them with, by the operation's name. */
const VARIABLES_FILE = "variables.json";

/** A file that could not be read in whole, and why. If the line is known, `file` ends with it. */
export interface UnreadableExample {
  readonly file: string;
  readonly reason: string;
}

/**
 * Reads the named operations of the `.graphql` files in `folder`, at any depth: queries first, then by file name. None if
 * there is no such folder. `onUnreadable` is called for each file that cannot be read; the others are read.
 */
export async function loadExampleOperations(
  folder: string,
  onUnreadable: (example: UnreadableExample) => void,
): Promise<ExampleOperation[]> {
  const variables = await loadVariables(join(folder, VARIABLES_FILE), onUnreadable);
  const { operations, faults } = await loadStoredOperations(folder, "**/*.graphql");
  for (const { severity, file, line, message } of faults) {
    const place = join(folder, line === null ? file : `${file}:${line}`);
    if (severity === "error") onUnreadable({ file: place, reason: message });
  }
  const examples = operations.map((operation) => buildExample(operation, variables));
  return examples.sort((one, other) => rank(one) - rank(other));
}

function rank({ kind }: ExampleOperation): number {
  return ["query", "mutation", "subscription"].indexOf(kind);
}

async function loadVariables(
  file: string,
  onUnreadable: (example: UnreadableExample) => void,
): Promise<Readonly<Record<string, Variables>>> {
  try {
    return JSON.parse(await readTextFile(file));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isMissing) onUnreadable({ file, reason: describeReadFailure(error) });
    return {};
  }
}

function buildExample(
  { name, document }: StoredOperation,
  variables: Readonly<Record<string, Variables>>,
): ExampleOperation {
  const [operation] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return {
    name,
    kind: operation?.operation ?? "query",
    description: readDescription(operation?.loc?.source.body ?? ""),
    source: writeSource(document),
    variables: variables[name] ?? buildVariables(operation?.variableDefinitions ?? []),
  };
}

/** The whole file with its comments, if it holds just this operation, and the fragments it uses of other files. */
function writeSource({ definitions }: DocumentNode): string {
  const file = definitions[0]?.loc?.source;
  const own = definitions.filter(({ loc }) => loc?.source === file);
  const isWhole = file !== undefined && parse(file).definitions.length === own.length;
  const others = isWhole ? definitions.filter((node) => !own.includes(node)) : definitions;
  const texts = others.map(({ loc }) => `${loc?.source.body.slice(loc.start, loc.end)}\n`);
  return [...(isWhole ? [file.body] : []), ...texts].join("\n");
}

function readDescription(source: string): string {
  const [comment = ""] = /^(?:#.*\n)*/.exec(source) ?? [];
  return comment
    .split("\n")
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ")
    .trim();
}

/** A value of the right form for each required variable. */
function buildVariables(definitions: readonly VariableDefinitionNode[]): Variables {
  const required = definitions.filter(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined,
  );
  return Object.fromEntries(required.map(({ variable, type }) => [variable.name.value, buildValue(type)]));
}

const SCALAR_VALUES: Readonly<Record<string, unknown>> = {
  String: "",
  ID: "",
  Int: 0,
  Float: 0,
  Boolean: false,
};

function buildValue(type: TypeNode): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return buildValue(type.type);
  if (type.kind === Kind.LIST_TYPE) return [];
  return SCALAR_VALUES[type.name.value] ?? null;
}
