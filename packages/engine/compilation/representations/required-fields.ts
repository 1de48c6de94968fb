import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import type { Subtypes } from "../../planning/subtypes.ts";

/** A field of a representation. */
export interface RequiredField {
  readonly name: string;
  readonly key: string;
  readonly selections: readonly QueryPlanSelectionNode[] | null;
}

/** Fields that are written together; if the data lacks one of them, none is written. */
export type RequiredFragment = readonly RequiredField[];

/** What `selections` require of an object of type `typename`: each fragment by itself, with the fields around it. */
export function listFragments(
  selections: readonly QueryPlanSelectionNode[],
  typename: string | undefined,
  subtypes: Subtypes,
  around: RequiredFragment = [],
): readonly RequiredFragment[] {
  const own = selections.filter((selection) => selection.kind === "Field").map(buildField);
  const direct = mergeFragments([around, own]);
  const nested = selections.flatMap((selection) =>
    selection.kind === "InlineFragment" && applies(selection.typeCondition, typename, subtypes)
      ? listFragments(selection.selections, typename, subtypes, direct)
      : [],
  );
  return own.length === 0 ? nested : [direct, ...nested];
}

/** The fields of all fragments, each once. */
export function mergeFragments(fragments: readonly RequiredFragment[]): RequiredFragment {
  const fields = new Map<string, RequiredField>();
  for (const field of fragments.flat()) {
    const known = fields.get(field.name);
    const selections = [...(known?.selections ?? []), ...(field.selections ?? [])];
    fields.set(field.name, { ...field, selections: field.selections === null ? null : selections });
  }
  return [...fields.values()];
}

function buildField({ alias, name, selections }: Extract<QueryPlanSelectionNode, { kind: "Field" }>): RequiredField {
  return { name, key: alias ?? name, selections: selections ?? null };
}

function applies(condition: string | undefined, typename: string | undefined, subtypes: Subtypes): boolean {
  return condition === undefined || (typename !== undefined && subtypes.includes(condition, typename));
}
