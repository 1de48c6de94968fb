import type { FetchDataRewrite, FetchNode } from "@apollo/query-planner";
import { Kind, type SelectionSetNode } from "graphql";
import { buildDataKey, type DataKey } from "../data-object.ts";
import { findResponseKey } from "../operation/collect-fields.ts";
import { readTypeCondition } from "../planning/path-element.ts";
import { readRenamedKeys } from "../planning/renamed-keys.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import { compileRewrites } from "./representations/rewrite-data.ts";

/** A field at the root of a fetch: of a root type, or of an entity. */
export interface FetchKey extends DataKey {
  /** Whether it has a selection of its own, so that its value must be an object, a list or null. */
  readonly isComposite: boolean;
}

/** The fields at the root of a fetch. */
export type FetchFields = ReturnType<ReturnType<typeof readFetchFields>>;

/**
 * The fields of a fetch for each type of its entities; for null, of a root type.
 * @param selectionSet of the fetch, or of the entities in it
 */
export function readFetchFields(node: FetchNode, selectionSet: SelectionSetNode, subtypes: Subtypes) {
  const { outputRewrites = [] } = node;
  const fields = listFields(selectionSet);
  const rewrite = compileRewrites(outputRewrites, subtypes);
  const renamers = outputRewrites.filter((one) => one.kind === "KeyRenamer");
  const dataKeys = readRenamedKeys(node);

  return (typename: string | null) => {
    const applies = (condition: string) => typename === null || subtypes.includes(condition, typename);
    const applying = fields.filter(({ typeConditions }) => typeConditions.every(applies));
    const keys = [...new Map(applying.map((field) => [field.key, field])).values()].map(
      ({ key, isComposite }): FetchKey => ({
        ...buildDataKey(renameKey(key, renamers, applies)),
        isComposite,
      }),
    );
    return {
      keys,
      /** Their names without `__typename`, which alone is not worth an error. */
      names: keys.flatMap(({ dataKey }) => (dataKey === "__typename" ? [] : [dataKey])),
      hasObjects: keys.some(({ isComposite }) => isComposite),
      /** Changes the answer's keys to those of the data. */
      rewrite,
      /** The data's keys by the answer's, where the two differ. */
      dataKeys,
    };
  };
}

interface RootField {
  readonly key: string;
  readonly typeConditions: readonly string[];
  readonly isComposite: boolean;
}

function listFields({ selections }: SelectionSetNode, typeConditions: readonly string[] = []): readonly RootField[] {
  return selections.flatMap((selection): readonly RootField[] => {
    if (selection.kind === Kind.FIELD) {
      const isComposite = selection.selectionSet !== undefined;
      return [{ key: findResponseKey(selection), typeConditions, isComposite }];
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error("a plan without fragments has one");
    const type = selection.typeCondition?.name.value;
    return listFields(selection.selectionSet, type === undefined ? typeConditions : [...typeConditions, type]);
  });
}

/** The key that the first rewrite for it makes of a key. */
function renameKey(
  key: string,
  renamers: readonly Extract<FetchDataRewrite, { kind: "KeyRenamer" }>[],
  applies: (condition: string) => boolean,
): string {
  const renamer = renamers.find(({ path }) => {
    const conditions = path.slice(0, -1).map(readTypeCondition);
    return path.at(-1) === key && conditions.every((condition) => condition !== null && applies(condition));
  });
  return renamer?.renameKeyTo ?? key;
}
