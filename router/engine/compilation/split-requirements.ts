import type { FetchNode, QueryPlanSelectionNode } from "@apollo/query-planner";
import { Kind, print, type SelectionNode, type SelectionSetNode, stripIgnoredCharacters } from "graphql";
import { formatField, REQUIREMENT_PREFIX, type Requirements } from "../planning/requirements.ts";
import type { PlannedFetch } from "./planned-fetch.ts";
import { parseFetch, readEntitySelection, withEntitySelection } from "./subgraph-operation.ts";

/** Keys of which a representation can have only one, because it would write each under the same name. */
type Conflicts = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Splits each fetch whose fields require one field with different arguments: a representation has room for one value
 * of it only, so that those fields have to be asked with representations of their own.
 */
export function splitRequirements(
  fetches: readonly PlannedFetch[],
  requirements: Requirements,
): readonly PlannedFetch[] {
  const parts = new Map<PlannedFetch, readonly PlannedFetch[]>();
  for (const fetch of fetches) {
    const before = [...fetch.dependencies].flatMap((dependency) => parts.get(dependency) ?? []);
    const dependencies = new Set(before);
    const nodes = splitNode(fetch.node, requirements);
    parts.set(
      fetch,
      nodes.map((node) => ({ ...fetch, node, dependencies })),
    );
  }
  return [...parts.values()].flat();
}

function splitNode(node: FetchNode, requirements: Requirements): readonly FetchNode[] {
  const conflicts = findConflicts(node.requires ?? []);
  if (conflicts.size === 0) return [node];
  const operation = parseFetch(node);
  const selection = readEntitySelection(operation);
  const findKeys = (typename: string, field: string) =>
    requirements.get(formatField(node.serviceName, typename, field)) ?? new Set<string>();
  const parts = groupKeys(listRequired(selection, "", findKeys), conflicts);
  return parts.map((keys, index) => {
    const own = (required: ReadonlySet<string>) =>
      required.size === 0 ? index === 0 : [...required].every((key) => keys.has(key));
    const kept = keepFields(selection, "", (typename, field) => own(findKeys(typename, field)));
    return {
      ...node,
      operation: stripIgnoredCharacters(print(withEntitySelection(operation, kept))),
      requires: keepRequired(node.requires ?? [], keys),
    };
  });
}

/** Which keys in a selection stand for the same field of the same object. */
function findConflicts(selections: readonly QueryPlanSelectionNode[]): Conflicts {
  const conflicts = new Map<string, ReadonlySet<string>>();
  for (const keys of groupByName(listFields(selections)).values()) {
    for (const [key, nested] of keys) {
      const others = [...keys.keys()].filter((other) => other !== key);
      if (others.length > 0) conflicts.set(key, new Set([...(conflicts.get(key) ?? []), ...others]));
      for (const [inner, rivals] of findConflicts(nested)) conflicts.set(inner, rivals);
    }
  }
  return conflicts;
}

/** For each name of a field the keys it has, and what is selected under each. */
function groupByName(fields: readonly PlanField[]): Map<string, Map<string, QueryPlanSelectionNode[]>> {
  const names = new Map<string, Map<string, QueryPlanSelectionNode[]>>();
  for (const { name, alias = name, selections = [] } of fields) {
    const keys = names.get(name) ?? new Map<string, QueryPlanSelectionNode[]>();
    names.set(name, keys.set(alias, [...(keys.get(alias) ?? []), ...selections]));
  }
  return names;
}

type PlanField = Extract<QueryPlanSelectionNode, { kind: "Field" }>;

function listFields(selections: readonly QueryPlanSelectionNode[]) {
  return selections.flatMap((selection): PlanField[] =>
    selection.kind === "Field" ? [selection] : listFields(selection.selections),
  );
}

type FindKeys = (typename: string, field: string) => ReadonlySet<string>;

/** What each field at the top of an entity fetch requires. */
function listRequired(
  { selections }: SelectionSetNode,
  typename: string,
  findKeys: FindKeys,
): readonly ReadonlySet<string>[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [findKeys(typename, selection.name.value)];
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    return listRequired(selection.selectionSet, selection.typeCondition?.name.value ?? typename, findKeys);
  });
}

/** Puts what fields require together, as far as it fits: each set has no two keys in conflict. */
function groupKeys(
  required: readonly ReadonlySet<string>[],
  conflicts: Conflicts,
): readonly ReadonlySet<string>[] {
  const groups: Set<string>[] = [new Set()];
  for (const keys of required) {
    const fits = (group: ReadonlySet<string>) =>
      [...keys].every((key) => ![...(conflicts.get(key) ?? [])].some((other) => group.has(other)));
    const group = groups.find(fits);
    if (group === undefined) groups.push(new Set(keys));
    else for (const key of keys) group.add(key);
  }
  return groups;
}

function keepFields(
  { selections, ...rest }: SelectionSetNode,
  typename: string,
  isKept: (typename: string, field: string) => boolean,
): SelectionSetNode {
  const kept = selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) {
      return selection.name.value === "__typename" || isKept(typename, selection.name.value)
        ? [selection]
        : [];
    }
    const type = selection.typeCondition?.name.value ?? typename;
    const selectionSet = keepFields(selection.selectionSet, type, isKept);
    return selectionSet.selections.length === 0 ? [] : [{ ...selection, selectionSet }];
  });
  return { ...rest, selections: kept };
}

/** Drops what other parts require. */
function keepRequired(
  selections: readonly QueryPlanSelectionNode[],
  keys: ReadonlySet<string>,
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === "InlineFragment") {
      return [{ ...selection, selections: keepRequired(selection.selections, keys) }];
    }
    const { alias, selections: nested } = selection;
    if (alias?.startsWith(REQUIREMENT_PREFIX) && !keys.has(alias)) return [];
    if (nested === undefined) return [selection];
    const kept = keepRequired(nested, keys);
    return kept.length === 0 ? [] : [{ ...selection, selections: kept }];
  });
}
