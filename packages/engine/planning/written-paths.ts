import { Kind, type SelectionSetNode } from "graphql";
import { type FetchPath, type PlannedFetch, removeLists } from "./planned-fetch.ts";
import { readFetchSelection } from "./subgraph-operation.ts";

/** A field of the data that a fetch writes. */
export interface WrittenPath {
  readonly path: string;
  readonly isComposite: boolean;
}

/** Every field that a fetch writes, nested ones too. */
export function listWrittenPaths({ node, path }: PlannedFetch): readonly WrittenPath[] {
  return listIn(readFetchSelection(node), removeLists(path));
}

function listIn({ selections }: SelectionSetNode, above: FetchPath): readonly WrittenPath[] {
  return selections.flatMap((selection): readonly WrittenPath[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return listIn(selection.selectionSet, above);
    if (selection.kind !== Kind.FIELD) return [];
    const { alias, name, selectionSet } = selection;
    const path = [...above, (alias ?? name).value];
    const nested = selectionSet === undefined ? [] : listIn(selectionSet, path);
    return [{ path: path.join("/"), isComposite: selectionSet !== undefined }, ...nested];
  });
}
