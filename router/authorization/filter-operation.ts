import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  visit,
} from "graphql";
import { isMet } from "../../packages/access/requirements.ts";
import type { AccessRule } from "../../packages/identity/access-rule.ts";
import type { GuardedNode, OperationAccess } from "./operation-access.ts";

/** What is left of an operation for callers who satisfy the same rules. */
export interface FilteredOperation {
  /** The guarded parts such a caller may not have. */
  readonly refused: ReadonlySet<GuardedNode>;
  /** The operation without them, and without what only they used; null when nothing is left to execute. */
  readonly document: DocumentNode | null;
}

/**
 * Takes out of an operation what a caller may not have who satisfies exactly the rules in `satisfied`. Each fragment
 * is filtered once, so the work is linear in the document. A field that lost all its selections stays, with
 * `__typename`: whether it has an object decides if what was refused below it is missing at all. For the same end
 * objects whose type is open always tell it.
 */
export function filterOperation(access: OperationAccess, satisfied: ReadonlySet<AccessRule>): FilteredOperation {
  const refused = new Set<GuardedNode>();
  for (const [node, { requirement }] of access.guards) {
    if (!isMet(requirement, satisfied)) refused.add(node);
  }
  const filter: Filter = { access, refused, fragments: new Map() };
  const selections = filterSelections(filter, access.operation.selectionSet.selections);
  return { refused, document: selections.length === 0 ? null : buildDocument(filter, selections) };
}

interface Filter {
  readonly access: OperationAccess;
  readonly refused: ReadonlySet<GuardedNode>;
  /** What became of each fragment; null when nothing is left of it. */
  readonly fragments: Map<string, FragmentDefinitionNode | null>;
}

function filterSelections(filter: Filter, selections: readonly SelectionNode[]): readonly SelectionNode[] {
  return selections.flatMap((selection) => filterSelection(filter, selection) ?? []);
}

function filterSelection(filter: Filter, selection: SelectionNode): SelectionNode | null {
  switch (selection.kind) {
    case Kind.FIELD:
      return filter.refused.has(selection) ? null : filterField(filter, selection);
    case Kind.INLINE_FRAGMENT:
      return filterFragment(filter, selection);
    case Kind.FRAGMENT_SPREAD:
      return filterNamedFragment(filter, selection.name.value) === null ? null : selection;
  }
}

function filterField(filter: Filter, field: FieldNode): FieldNode {
  if (field.selectionSet === undefined) return field;
  const kept = filterSelections(filter, field.selectionSet.selections);
  const needsTypename = kept.length === 0 || filter.access.abstractFields.has(field);
  const selections = needsTypename ? [typenameField(filter.access.typenameKey), ...kept] : kept;
  return { ...field, selectionSet: { ...field.selectionSet, selections } };
}

function filterFragment<Fragment extends Extract<GuardedNode, { readonly typeCondition?: unknown }>>(
  filter: Filter,
  fragment: Fragment,
): Fragment | null {
  if (filter.refused.has(fragment)) return null;
  const selections = filterSelections(filter, fragment.selectionSet.selections);
  if (selections.length === 0) return null;
  return { ...fragment, selectionSet: { ...fragment.selectionSet, selections } };
}

function filterNamedFragment(filter: Filter, name: string): FragmentDefinitionNode | null {
  const known = filter.fragments.get(name);
  if (known !== undefined) return known;
  const fragment = filter.access.fragments.get(name);
  const filtered = fragment === undefined ? null : filterFragment(filter, fragment);
  filter.fragments.set(name, filtered);
  return filtered;
}

function typenameField(key: string): FieldNode {
  const name = { kind: Kind.NAME, value: "__typename" } as const;
  if (key === name.value) return { kind: Kind.FIELD, name };
  return { kind: Kind.FIELD, name, alias: { kind: Kind.NAME, value: key } };
}

function buildDocument(filter: Filter, selections: readonly SelectionNode[]): DocumentNode {
  const { operation } = filter.access;
  const selectionSet = { ...operation.selectionSet, selections };
  const fragments = [...filter.fragments.values()].filter((fragment) => fragment !== null);
  const withoutVariables = { ...operation, selectionSet, variableDefinitions: [] };
  const used = findUsedVariables([withoutVariables, ...fragments]);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable: { name } }) => used.has(name.value));
  const filtered = { ...withoutVariables, variableDefinitions: variableDefinitions ?? [] };
  return { kind: Kind.DOCUMENT, definitions: [filtered, ...fragments] };
}

function findUsedVariables(nodes: readonly ASTNode[]): Set<string> {
  const used = new Set<string>();
  for (const node of nodes) visit(node, { Variable: ({ name }) => void used.add(name.value) });
  return used;
}
