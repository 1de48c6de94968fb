import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  Kind,
  type OperationDefinitionNode,
  parse,
  type TypeNode,
  type VariableDefinitionNode,
} from "graphql";
import { readTextFile } from "../../service/read-text-file.ts";

/** An operation to try, as a file of the operations folder holds it. */
export interface ExampleOperation {
  readonly name: string;
  readonly kind: "query" | "mutation" | "subscription";
  /** What the comment at the top of its file says. */
  readonly description: string;
  /** The whole file, fragments included. */
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Variables = ExampleOperation["variables"];

/** Beside the operations: variables to try them with, by the operation's name. */
const VARIABLES_FILE = "variables.json";

/**
 * Reads the named operations of every `.graphql` file in `folder`, queries first, each in the order of its file's name;
 * nothing when there is no such folder. `onUnreadable` is told of a file that is not GraphQL, and the others are read.
 */
export async function loadExampleOperations(
  folder: string,
  onUnreadable: (file: string, error: unknown) => void,
): Promise<ExampleOperation[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const variables = await loadVariables(join(folder, VARIABLES_FILE), onUnreadable);
  const files = names.filter((name) => name.endsWith(".graphql")).sort();
  const examples = await Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      try {
        return readOperations(await readTextFile(file), variables);
      } catch (error) {
        onUnreadable(file, error);
        return [];
      }
    }),
  );
  return examples.flat().sort((one, other) => rank(one) - rank(other));
}

function rank({ kind }: ExampleOperation): number {
  return ["query", "mutation", "subscription"].indexOf(kind);
}

async function loadVariables(
  file: string,
  onUnreadable: (file: string, error: unknown) => void,
): Promise<Readonly<Record<string, Variables>>> {
  try {
    return JSON.parse(await readTextFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") onUnreadable(file, error);
    return {};
  }
}

function readOperations(source: string, variables: Readonly<Record<string, Variables>>): ExampleOperation[] {
  const operations = parse(source).definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return operations.flatMap((operation) => {
    const name = operation.name?.value;
    if (name === undefined) return [];
    return {
      name,
      kind: operation.operation,
      description: readDescription(source),
      source,
      variables: variables[name] ?? buildVariables(operation.variableDefinitions ?? []),
    };
  });
}

function readDescription(source: string): string {
  const [comment = ""] = /^(?:#.*\n)*/.exec(source) ?? [];
  return comment
    .split("\n")
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ")
    .trim();
}

/** Something of the right form for each variable that must be given. */
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
