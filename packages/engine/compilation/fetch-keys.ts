import { Kind, type SelectionNode, type SelectionSetNode } from "graphql";
import type { Subtypes } from "../planning/subtypes.ts";

/** A field at the top of a fetch: of a root type or, by representations, of each entity. */
export interface TopField {
  /** Its key in the subgraph's response. */
  readonly key: string;
  /** The types that fragments around it ask for. */
  readonly typeConditions: readonly string[];
  /** Whether it has a selection of its own, so that its value must be an object, a list or null. */
  readonly isComposite: boolean;
}

/** A field that an object of one type has at the top of a fetch. */
export interface FetchKey {
  readonly name: string;
  readonly isComposite: boolean;
  /** Whether every object seems to have it, so that only its own counts. */
  readonly isInherited: boolean;
}

/** The fields at the top of `selectionSet`. */
export function listTopFields(
  { selections }: SelectionSetNode,
  typeConditions: readonly string[] = [],
): readonly TopField[] {
  return selections.flatMap((selection): readonly TopField[] => {
    if (selection.kind === Kind.FIELD) return [buildTopField(selection, typeConditions)];
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error("a plan without fragments has one");
    const type = selection.typeCondition?.name.value;
    const inner = type === undefined ? typeConditions : [...typeConditions, type];
    return listTopFields(selection.selectionSet, inner);
  });
}

function buildTopField(
  field: Extract<SelectionNode, { kind: Kind.FIELD }>,
  typeConditions: readonly string[],
): TopField {
  const key = field.alias?.value ?? field.name.value;
  return { key, typeConditions, isComposite: field.selectionSet !== undefined };
}

/** The keys that an object of this type has. */
export function listKeys(
  fields: readonly TopField[],
  typename: string,
  subtypes: Subtypes,
): readonly FetchKey[] {
  const keys = new Map<string, FetchKey>();
  for (const { key, typeConditions, isComposite } of fields) {
    if (typeConditions.every((condition) => subtypes.includes(condition, typename))) {
      keys.set(key, buildKey(key, isComposite));
    }
  }
  return [...keys.values()];
}

/** The keys of a fetch of root fields, which is of one type only. */
export function listRootKeys(fields: readonly TopField[]): readonly FetchKey[] {
  const keys = new Map(fields.map(({ key, isComposite }) => [key, buildKey(key, isComposite)]));
  return [...keys.values()];
}

/** A key of a fetch. */
export function buildKey(name: string, isComposite: boolean): FetchKey {
  return { name, isComposite, isInherited: name in Object.prototype };
}
