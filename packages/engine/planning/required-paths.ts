import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import type { Subtypes } from "./subtypes.ts";

/** The keys of required fields, by type and path: `Product/price`. */
export type KeysByPath = ReadonlyMap<string, string>;

/** The type and path of each field of a fetch's representations. */
export function listRequiredPaths(selections: readonly QueryPlanSelectionNode[], above = ""): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === "InlineFragment") {
      return listRequiredPaths(selection.selections, descend(above, selection.typeCondition));
    }
    const path = `${above}/${selection.name}`;
    return [path, ...listRequiredPaths(selection.selections ?? [], path)];
  });
}

/** A path starts with the entity's type; the types of objects inside the entity do not matter. */
function descend(above: string, typeCondition: string | undefined): string {
  return above.includes("/") ? above : (typeCondition ?? above);
}

/** How to change the representations of a fetch. */
export interface RequirementChanges {
  readonly keys: KeysByPath;
  /** Fields that are dropped, unless they get a key. */
  readonly keyed: ReadonlySet<string>;
  /** By interface: what is required of all objects that implement it. */
  readonly uncertain: ReadonlyMap<string, KeysByPath>;
  readonly subtypes: Subtypes;
}

/** The selections of representations, with `changes`. */
export function changeRequirements(
  selections: readonly QueryPlanSelectionNode[],
  changes: RequirementChanges,
  above = "",
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === "InlineFragment") {
      const type = descend(above, selection.typeCondition);
      const inner = changeRequirements(selection.selections, changes, type);
      return [{ ...selection, selections: [...inner, ...listUncertain(type, changes)] }];
    }
    const path = `${above}/${selection.name}`;
    const alias = changes.keys.get(path);
    if (alias === undefined && changes.keyed.has(path)) return [];
    const renamed = alias === undefined ? selection : { ...selection, alias };
    if (selection.selections === undefined) return [renamed];
    const nested = changeRequirements(selection.selections, changes, path);
    return nested.length === 0 ? [] : [{ ...renamed, selections: nested }];
  });
}

/** What the interfaces of an object type require, and a fragment on the type lacks. */
function listUncertain(type: string, { uncertain, subtypes }: RequirementChanges): readonly QueryPlanSelectionNode[] {
  return [...uncertain].flatMap(([typename, keys]) =>
    typename !== type && subtypes.includes(typename, type)
      ? [...keys].map(([path, key]) => buildSelection(path.split("/").slice(1), key))
      : [],
  );
}

function buildSelection([name = "", ...rest]: readonly string[], key: string): QueryPlanSelectionNode {
  if (rest.length === 0) return { kind: "Field", name, alias: key };
  return { kind: "Field", name, selections: [buildSelection(rest, key)] };
}
