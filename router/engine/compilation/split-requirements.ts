import type { FetchNode, QueryPlanSelectionNode } from "@apollo/query-planner";
import {
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from "graphql";
import { formatField, type RequirementKey, type Requirements } from "../planning/requirements.ts";
import type { PlannedFetch } from "./planned-fetch.ts";
import { parseFetch, readEntitySelection, withEntitySelection } from "./subgraph-operation.ts";

/**
 * Tells each entity fetch under which keys its representations find what was required with arguments: the plan has
 * the names of the fields alone. A fetch that requires one field with different arguments is split, for a
 * representation has room for one of its values.
 */
export function splitRequirements(
  fetches: readonly PlannedFetch[],
  requirements: Requirements,
): readonly PlannedFetch[] {
  if (requirements.size === 0) return fetches;
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

/** The keys of what is required, by type and place: `Product/price`. */
type KeysByPlace = ReadonlyMap<string, string>;

/** What a field of an entity requires with arguments. */
type FindKeys = (typename: string, field: string) => KeysByPlace;

function splitNode(node: FetchNode, requirements: Requirements): readonly FetchNode[] {
  const { requires, serviceName } = node;
  if (requires === undefined) return [node];
  const places = new Set(listPlaces(requires));
  const findKeys: FindKeys = (typename, field) =>
    readKeys(typename, requirements.get(formatField(serviceName, typename, field)) ?? [], places);
  const operation = parseFetch(node);
  const groups = groupKeys(listRequired(readEntitySelection(operation), "", findKeys));
  const [only = new Map(), ...others] = groups;
  if (others.length === 0) return [{ ...node, requires: withKeys(requires, only, new Set()) }];
  const keyed = new Set(groups.flatMap((group) => [...group.keys()]));
  return groups.map((group, index) => ({
    ...node,
    operation: printPart(operation, (typename, field) => {
      const keys = findKeys(typename, field);
      return keys.size === 0 ? index === 0 : includes(group, keys);
    }),
    requires: withKeys(requires, group, keyed),
  }));
}

/** Only what the fetch requires counts: the subgraph may have the rest by itself. */
function readKeys(
  typename: string,
  keys: readonly RequirementKey[],
  places: ReadonlySet<string>,
): KeysByPlace {
  const known = keys.map(({ place, key }) => [`${typename}${place}`, key] as const);
  return new Map(known.filter(([place]) => places.has(place)));
}

/** Where the fields of representations are, by type. */
function listPlaces(selections: readonly QueryPlanSelectionNode[], above = ""): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === "InlineFragment") {
      return listPlaces(selection.selections, descend(above, selection.typeCondition));
    }
    const place = `${above}/${selection.name}`;
    return [place, ...listPlaces(selection.selections ?? [], place)];
  });
}

/** The type of an entity leads to its fields; the types of objects inside it do not matter. */
function descend(above: string, typeCondition: string | undefined): string {
  return above.includes("/") ? above : (typeCondition ?? above);
}

/** What each field at the top of an entity fetch requires. */
function listRequired(
  { selections }: SelectionSetNode,
  typename: string,
  findKeys: FindKeys,
): readonly KeysByPlace[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [findKeys(typename, selection.name.value)];
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    return listRequired(selection.selectionSet, selection.typeCondition?.name.value ?? typename, findKeys);
  });
}

/** Puts together what fields require, as far as it fits: each group has one key for a place. */
function groupKeys(required: readonly KeysByPlace[]): readonly KeysByPlace[] {
  const groups: Map<string, string>[] = [new Map()];
  for (const keys of required) {
    const group = groups.find((known) =>
      [...keys].every(([place, key]) => (known.get(place) ?? key) === key),
    );
    if (group === undefined) groups.push(new Map(keys));
    else for (const [place, key] of keys) group.set(place, key);
  }
  return groups;
}

function includes(group: KeysByPlace, keys: KeysByPlace): boolean {
  return [...keys].every(([place, key]) => group.get(place) === key);
}

function printPart(
  operation: OperationDefinitionNode,
  isKept: (typename: string, field: string) => boolean,
): string {
  const kept = keepFields(readEntitySelection(operation), "", isKept);
  return stripIgnoredCharacters(print(withEntitySelection(operation, kept)));
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

/** Gives fields their keys in `group`, and drops those that have keys in other groups only. */
function withKeys(
  selections: readonly QueryPlanSelectionNode[],
  group: KeysByPlace,
  keyed: ReadonlySet<string>,
  above = "",
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === "InlineFragment") {
      const type = descend(above, selection.typeCondition);
      return [{ ...selection, selections: withKeys(selection.selections, group, keyed, type) }];
    }
    const place = `${above}/${selection.name}`;
    const alias = group.get(place);
    if (alias === undefined && keyed.has(place)) return [];
    const renamed = alias === undefined ? selection : { ...selection, alias };
    if (selection.selections === undefined) return [renamed];
    const nested = withKeys(selection.selections, group, keyed, place);
    return nested.length === 0 ? [] : [{ ...renamed, selections: nested }];
  });
}
