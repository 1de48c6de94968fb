import type { FetchDataRewrite, FetchNode } from "@apollo/query-planner";
import type { SelectionSetNode } from "graphql";
import type { Subtypes } from "../planning/subtypes.ts";
import {
  buildKey,
  type FetchKey,
  listKeys,
  listRootKeys,
  listTopFields,
  type TopField,
} from "./fetch-keys.ts";
import { compileRewrites } from "./representations/rewrite-data.ts";
import type { FetchFields } from "./step.ts";

const FRAGMENT = "... on ";

/** Reads what a fetch asks for at its top. */
export interface FetchFieldsReader {
  ofRoot(): FetchFields;
  ofType(typename: string): FetchFields;
}

/** @param selectionSet of the fetch, or of the entities in it */
export function readFetchFields(
  { outputRewrites = [] }: FetchNode,
  selectionSet: SelectionSetNode,
  subtypes: Subtypes,
): FetchFieldsReader {
  const fields: readonly TopField[] = listTopFields(selectionSet);
  const rewrite = compileRewrites(outputRewrites, subtypes);
  const dataKeys = listDataKeys(outputRewrites);
  function build(found: readonly FetchKey[], appliesTo: (condition: string) => boolean): FetchFields {
    const keys = found.map((key) => renameKey(key, outputRewrites, appliesTo));
    return {
      keys,
      names: keys.flatMap(({ name }) => (name === "__typename" ? [] : [name])),
      hasObjects: keys.some(({ isComposite }) => isComposite),
      rewrite,
      dataKeys,
    };
  }
  return {
    ofRoot: () => build(listRootKeys(fields), () => true),
    ofType: (typename) =>
      build(listKeys(fields, typename, subtypes), (condition) => subtypes.includes(condition, typename)),
  };
}

function listDataKeys(rewrites: readonly FetchDataRewrite[]): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((rewrite) =>
      rewrite.kind === "KeyRenamer" ? [[rewrite.path.at(-1) ?? "", rewrite.renameKeyTo]] : [],
    ),
  );
}

/** A key at the top of a fetch, as it is after those rewrites that change it. */
function renameKey(
  key: FetchKey,
  rewrites: readonly FetchDataRewrite[],
  appliesTo: (condition: string) => boolean,
): FetchKey {
  const renamer = rewrites.find(
    ({ kind, path }) =>
      kind === "KeyRenamer" &&
      path.at(-1) === key.name &&
      path
        .slice(0, -1)
        .every((element) => element.startsWith(FRAGMENT) && appliesTo(element.slice(FRAGMENT.length))),
  );
  return renamer?.kind === "KeyRenamer" ? buildKey(renamer.renameKeyTo, key.isComposite) : key;
}
