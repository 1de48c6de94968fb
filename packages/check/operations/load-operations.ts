import type { Problem } from "../../composition/problem.ts";
import { loadStoredOperations } from "../../server/stored-operations/load-stored-operations.ts";

/**
 * Loads every operation that clients rely on, in the files that match a glob pattern, and the problems of these files.
 * Files are named relative to `root`.
 */
export async function loadOperations(root: string, pattern: string) {
  const { operations, faults } = await loadStoredOperations(root, pattern);
  const problems = faults.map(({ file, line, column, ...fault }): Problem => {
    return { ...fault, places: [{ file, line, column, subgraph: null }] };
  });
  return { operations, problems };
}
