import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import { type FieldNode, isObjectType, Kind, type SelectionSetNode } from "graphql";
import { isIncluded } from "../operation/conditions.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { ResponseWriterOptions } from "../response/shape.ts";
import type { Step } from "./step.ts";

/**
 * Whether the client selected a field of an object, or another fetch needs it. A subgraph that knows all types of an
 * interface by one (`@interfaceObject`) is asked of every object what the client asked of some: errors on unselected
 * fields are dropped. When unsure, a field counts as selected.
 * @param keys lead to the object
 * @param typenames of each object on the way, from the root to the object itself, as far as they are known
 */
export type IsSelected = (keys: readonly string[], typenames: readonly unknown[], key: string) => boolean;

/** A function that searches the operation at each call: it is for errors only. */
export function createSelectedFields(
  { apiSchema, operation, fragments, conditions, findDataKey }: ResponseWriterOptions,
  steps: readonly Step[],
  subtypes: Subtypes,
): IsSelected {
  let required: ReadonlySet<string> | null = null;

  /** @param typename null when the type is not known */
  function listFields({ selections }: SelectionSetNode, typename: string | null): readonly FieldNode[] {
    return selections.flatMap((selection): readonly FieldNode[] => {
      if (!isIncluded(selection.directives, conditions)) return [];
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      const condition = fragment?.typeCondition?.name.value;
      const applies = condition === undefined || typename === null || subtypes.includes(condition, typename);
      return fragment === undefined || !applies ? [] : listFields(fragment.selectionSet, typename);
    });
  }

  function findSelections(keys: readonly string[], typenames: readonly (string | null)[]): readonly SelectionSetNode[] {
    return keys.reduce<readonly SelectionSetNode[]>(
      (sets, key, depth) =>
        sets
          .flatMap((set) => listFields(set, typenames[depth] ?? null))
          .flatMap((field) =>
            findDataKey(field) === key && field.selectionSet !== undefined ? [field.selectionSet] : [],
          ),
      [operation.selectionSet],
    );
  }

  function findObjectType(typename: unknown): string | null {
    return typeof typename === "string" && isObjectType(apiSchema.getType(typename)) ? typename : null;
  }

  return (keys, typenames, key) => {
    const known = typenames.map(findObjectType);
    required ??= listRequired(steps);
    if (required.has(key)) return true;
    const own = known[keys.length] ?? null;
    const selections = findSelections(keys, known);
    if (own === null) return selections.length > 0;
    const fields = selections.flatMap((set) => listFields(set, own));
    return fields.some((field) => findDataKey(field) === key);
  };
}

/** The keys of all fields that representations need. */
function listRequired(steps: readonly Step[]): ReadonlySet<string> {
  const keys = new Set<string>();
  const collect = (selections: readonly QueryPlanSelectionNode[]): void => {
    for (const selection of selections) {
      if (selection.kind === "Field") keys.add(selection.alias ?? selection.name);
      collect(selection.selections ?? []);
    }
  };
  for (const step of steps) {
    if (step.kind !== "entities") continue;
    for (const { sources } of step.parts) for (const { node } of sources) collect(node.requires ?? []);
  }
  return keys;
}
