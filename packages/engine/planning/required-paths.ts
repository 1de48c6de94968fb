import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import type { Subtypes } from "./subtypes.ts";

/** The keys of what is required, by type and place: `Product/price`. */
export type KeysByPlace = ReadonlyMap<string, string>;

/** Where the fields of representations are, by type. */
export function listPlaces(selections: readonly QueryPlanSelectionNode[], above = ""): readonly string[] {
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

/** How to change what a fetch requires. */
export interface KeyChanges {
  /** What gets a key. */
  readonly keys: KeysByPlace;
  /** What is dropped, unless it gets a key. */
  readonly keyed: ReadonlySet<string>;
  /** What is required of all objects that implement an interface, by the interface. */
  readonly uncertain: ReadonlyMap<string, KeysByPlace>;
  readonly subtypes: Subtypes;
}

/** Gives fields their keys. */
export function withKeys(
  selections: readonly QueryPlanSelectionNode[],
  changes: KeyChanges,
  above = "",
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === "InlineFragment") {
      const type = descend(above, selection.typeCondition);
      const inner = withKeys(selection.selections, changes, type);
      return [{ ...selection, selections: [...inner, ...listUncertain(type, changes)] }];
    }
    const place = `${above}/${selection.name}`;
    const alias = changes.keys.get(place);
    if (alias === undefined && changes.keyed.has(place)) return [];
    const renamed = alias === undefined ? selection : { ...selection, alias };
    if (selection.selections === undefined) return [renamed];
    const nested = withKeys(selection.selections, changes, place);
    return nested.length === 0 ? [] : [{ ...renamed, selections: nested }];
  });
}

/** What a fragment on an object type lacks of what is required of the interfaces it implements. */
function listUncertain(type: string, { uncertain, subtypes }: KeyChanges): readonly QueryPlanSelectionNode[] {
  return [...uncertain].flatMap(([typename, keys]) =>
    typename !== type && subtypes.includes(typename, type)
      ? [...keys].map(([place, key]) => buildSelection(place.split("/").slice(1), key))
      : [],
  );
}

function buildSelection([name = "", ...rest]: readonly string[], key: string): QueryPlanSelectionNode {
  if (rest.length === 0) return { kind: "Field", name, alias: key };
  return { kind: "Field", name, selections: [buildSelection(rest, key)] };
}
