import {
  type ArgumentNode,
  BREAK,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  visit,
} from "graphql";
import type { PreparedData } from "../data/prepare-data.ts";
import { buildRequest } from "../workloads.ts";
import { chooseBook, type StoredOperation, type Variables } from "./stored-operations.ts";

const SEED = 20_261_130;
const MAXIMUM_PAGE = 30;
const KEPT_FIELDS = 0.7;
const ALIASED_FIELDS = 0.3;

/** `count` requests that no process has seen: stored queries with other fields, other names for them, other arguments. */
export function varyOperations(
  operations: ReadonlyMap<string, StoredOperation>,
  data: PreparedData,
  count: number,
): string[] {
  const random = createRandom(SEED);
  const queries = [...operations.values()].filter(({ isQuery }) => isQuery);
  return Array.from({ length: count }, (_item, index) => {
    const { document, variables } = queries[index % queries.length] ?? { document: "", variables: {} };
    const varied = dropUnusedVariables(varyFields(parse(document), random));
    const chosen = { ...chooseBook(variables, data, Math.floor(random() * data.bookIds.length)) };
    return buildRequest(print(varied), keepDeclared(varied, { ...chosen, first: choosePage(random) }));
  });
}

function varyFields(document: DocumentNode, random: () => number): DocumentNode {
  let aliases = 0;
  return visit(document, {
    SelectionSet: (node) => ({ ...node, selections: chooseFields(node.selections, random) }),
    Field: (node) =>
      random() < ALIASED_FIELDS ? { ...node, alias: { kind: Kind.NAME, value: `a${aliases++}` } } : undefined,
    Argument: (node) => varyPage(node, random),
  });
}

/** Some of them, and one at the least; what has fields of its own always stays. */
function chooseFields(selections: readonly SelectionNode[], random: () => number): SelectionNode[] {
  const kept = selections.filter((selection) => !isLeaf(selection) || random() < KEPT_FIELDS);
  return kept.length > 0 ? kept : selections.slice(0, 1);
}

function isLeaf(selection: SelectionNode): selection is FieldNode {
  return selection.kind === Kind.FIELD && selection.selectionSet === undefined;
}

function varyPage(node: ArgumentNode, random: () => number): ArgumentNode | undefined {
  if (node.name.value !== "first" || node.value.kind !== Kind.INT) return undefined;
  return { ...node, value: { kind: Kind.INT, value: String(choosePage(random)) } };
}

function choosePage(random: () => number): number {
  return 1 + Math.floor(random() * MAXIMUM_PAGE);
}

function dropUnusedVariables(document: DocumentNode): DocumentNode {
  return visit(document, {
    VariableDefinition: ({ variable }) => (isUsed(document, variable.name.value) ? undefined : null),
  });
}

function isUsed(document: DocumentNode, name: string): boolean {
  let found = false;
  visit(document, {
    Argument: ({ value }) => {
      found ||= value.kind === Kind.VARIABLE && value.name.value === name;
      return found ? BREAK : undefined;
    },
  });
  return found;
}

function keepDeclared(document: DocumentNode, variables: Variables): Variables {
  const declared = document.definitions.flatMap((definition) =>
    "variableDefinitions" in definition ? (definition.variableDefinitions ?? []) : [],
  );
  const names = new Set(declared.map(({ variable }) => variable.name.value));
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)));
}

/** Numbers from 0 to 1, the same for the same seed (the generator of Park and Miller). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}
