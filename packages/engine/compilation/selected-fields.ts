import { type FieldNode, isAbstractType, isObjectType, Kind, type SelectionSetNode } from "graphql";
import { isIncluded } from "../operation/collect-fields.ts";
import type { ResponseWriterOptions } from "../response/response-writer.ts";
import type { Step } from "./step.ts";

/**
 * Whether the client asked an object for a field, or another fetch needs it. A subgraph that knows
 * all types of an interface by one (`@interfaceObject`) is asked of every object what the client asked of some: what
 * goes wrong with the others is nobody's business. What cannot be told counts as asked for.
 * @param keys lead to the object
 * @param typenames of each object on the way, the root's first and the object's own last, as far as they are known
 */
export type IsAskedFor = (keys: readonly string[], typenames: readonly unknown[], key: string) => boolean;

/** A function that looks through the operation each time: it is for errors only. */
export function createAskedFields(form: ResponseWriterOptions, steps: readonly Step[]): IsAskedFor {
  let required: ReadonlySet<string> | null = null;

  function listFields({ selections }: SelectionSetNode, typename: string | null): readonly FieldNode[] {
    return selections.flatMap((selection): readonly FieldNode[] => {
      if (!isIncluded(selection.directives, form.conditions)) return [];
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : form.fragments[selection.name.value];
      const condition = fragment?.typeCondition?.name.value;
      if (fragment === undefined || !applies(condition, typename)) return [];
      return listFields(fragment.selectionSet, typename);
    });
  }

  /** Null stands for a type that is not known. */
  function applies(condition: string | undefined, typename: string | null): boolean {
    if (condition === undefined || typename === null || condition === typename) return true;
    const general = form.apiSchema.getType(condition);
    const special = form.apiSchema.getType(typename);
    return isAbstractType(general) && isObjectType(special) && form.apiSchema.isSubType(general, special);
  }

  function findSelections(
    keys: readonly string[],
    typenames: readonly (string | null)[],
  ): readonly SelectionSetNode[] {
    return keys.reduce<readonly SelectionSetNode[]>(
      (sets, key, depth) =>
        sets
          .flatMap((set) => listFields(set, typenames[depth] ?? null))
          .flatMap((field) =>
            form.findDataKey(field) === key && field.selectionSet !== undefined ? [field.selectionSet] : [],
          ),
      [form.operation.selectionSet],
    );
  }

  function findObjectType(typename: unknown): string | null {
    return typeof typename === "string" && isObjectType(form.apiSchema.getType(typename)) ? typename : null;
  }

  return (keys, typenames, key) => {
    const known = typenames.map(findObjectType);
    required ??= listRequired(steps);
    if (required.has(key)) return true;
    const own = known[keys.length] ?? null;
    const selections = findSelections(keys, known);
    if (own === null) return selections.length > 0;
    const fields = selections.flatMap((set) => listFields(set, own));
    return fields.some((field) => form.findDataKey(field) === key);
  };
}

type Requires = NonNullable<
  Extract<Step, { kind: "entities" }>["parts"][0]["sources"][0]["node"]["requires"]
>;

/** The keys of everything that fetches need of others. */
function listRequired(steps: readonly Step[]): ReadonlySet<string> {
  const keys = new Set<string>();
  const collect = (selections: Requires): void => {
    for (const selection of selections) {
      if (selection.kind === "Field") keys.add(selection.alias ?? selection.name);
      collect(selection.selections ?? []);
    }
  };
  for (const step of steps) {
    if (step.kind === "root") continue;
    for (const { sources } of step.parts) for (const { node } of sources) collect(node.requires ?? []);
  }
  return keys;
}
