import type { GraphQLFormattedError } from "graphql";
import type { ResponsePath } from "./cut-path.ts";

/**
 * Whether an error explains what is missing at a path. An error explains its own path, everything below, and everything
 * above, as nulls propagate there. An error without a path explains everything.
 */
export type IsExplained = (path: ResponsePath) => boolean;

/** Whether one of `errors` explains a path. */
export function buildExplanations(errors: readonly GraphQLFormattedError[]): IsExplained {
  const root = buildTree(errors.map(({ path = [] }) => path));
  return (path) => {
    let node: PathNode | undefined = root;
    for (const key of path) {
      if (node.isEnd) return true;
      node = node.below.get(key);
      if (node === undefined) return false;
    }
    return true;
  };
}

interface PathNode {
  isEnd: boolean;
  readonly below: Map<string | number, PathNode>;
}

function buildTree(paths: readonly ResponsePath[]): PathNode {
  const root: PathNode = { isEnd: false, below: new Map() };
  for (const path of paths) {
    let node = root;
    for (const key of path) {
      const next = node.below.get(key) ?? { isEnd: false, below: new Map() };
      node.below.set(key, next);
      node = next;
    }
    node.isEnd = true;
  }
  return root;
}
