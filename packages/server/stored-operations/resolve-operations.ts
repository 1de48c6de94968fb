import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  isExecutableDefinitionNode,
  Kind,
  type OperationDefinitionNode,
} from "graphql";
import { buildFault, locateNode, type OperationFault } from "./operation-fault.ts";
import type { OperationFile } from "./operation-file.ts";
import { createFragmentResolver } from "./resolve-fragments.ts";

/** An operation that clients send, as a file holds it. */
export interface StoredOperation {
  /** The operation's own name; every stored operation has one, unique among all. */
  readonly name: string;
  readonly file: string;
  /** The operation, then the fragments that it uses. Each node's source is named after its file. */
  readonly document: DocumentNode;
}

/**
 * Takes the operations out of their files, with the fragments that each uses. `imported` files give fragments only.
 * @returns the operations whose fragments are all found, and the faults in the files
 */
export function resolveOperations(files: readonly OperationFile[], imported: readonly OperationFile[] = []) {
  const resolveFragments = createFragmentResolver(files, imported);
  const operations = new Map<string, StoredOperation>();
  const faults: OperationFault[] = [];
  const used = new Set<DefinitionNode>();
  for (const definition of listDefinitions(files, Kind.OPERATION_DEFINITION)) {
    const name = definition.name?.value ?? "";
    const resolved = resolveFragments(definition);
    for (const fragment of resolved.fragments) used.add(fragment);
    const found = [...findNameFaults(definition, operations.get(name)), ...resolved.faults];
    faults.push(...found);
    if (found.length > 0) continue;
    const document = { kind: Kind.DOCUMENT, definitions: [definition, ...resolved.fragments] } as const;
    operations.set(name, { name, file: locateNode(definition).file, document });
  }
  faults.push(...findSchemaFaults(files));
  // With faults, a fragment may only seem unused.
  if (faults.length === 0) faults.push(...findUnused(files, used));
  return { operations: [...operations.values()], faults: removeRepeated(faults) };
}

function listDefinitions<K extends DefinitionNode["kind"]>(files: readonly OperationFile[], kind: K) {
  const isOfKind = (node: DefinitionNode): node is Extract<DefinitionNode, { kind: K }> => node.kind === kind;
  return files.flatMap(({ document }) => document.definitions.filter(isOfKind));
}

function findNameFaults(definition: OperationDefinitionNode, namesake: StoredOperation | undefined): OperationFault[] {
  const place = locateNode(definition);
  if (!definition.name) {
    const message = `This ${definition.operation} has no name, by which reports and budgets would know it.`;
    return [buildFault("OPERATION_WITHOUT_NAME", place, message, "Name it.")];
  }
  if (!namesake) return [];
  const message = `There is another operation named ${definition.name.value}, in ${namesake.file}.`;
  return [buildFault("OPERATION_NAME_TAKEN", place, message, "Rename one of them.")];
}

function findSchemaFaults(files: readonly OperationFile[]): OperationFault[] {
  const definitions = files.flatMap(({ document }) => document.definitions);
  const ofSchema = definitions.filter((node) => !isExecutableDefinitionNode(node));
  const message = "This is part of a schema, where operations and fragments are expected.";
  return ofSchema.map((node) => buildFault("OPERATION_INVALID", locateNode(node), message, "Move it elsewhere."));
}

function findUnused(files: readonly OperationFile[], used: ReadonlySet<DefinitionNode>): OperationFault[] {
  const fragments = listDefinitions(files, Kind.FRAGMENT_DEFINITION);
  return fragments.filter((fragment) => !used.has(fragment)).map(buildUnusedFault);
}

function buildUnusedFault(fragment: FragmentDefinitionNode): OperationFault {
  const message = `No operation uses the fragment ${fragment.name.value}.`;
  const fault = buildFault("FRAGMENT_UNUSED", locateNode(fragment), message, "Delete what nothing uses.");
  return { ...fault, severity: "warning" };
}

/** A fault in a fragment is reported once, even when several operations use it. */
function removeRepeated(faults: readonly OperationFault[]): OperationFault[] {
  const byPlace = new Map(faults.map((fault) => [[fault.code, fault.file, fault.line, fault.column].join(), fault]));
  return [...byPlace.values()];
}
