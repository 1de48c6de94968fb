import type { Problem } from "../../composition/problem.ts";
import { loadStoredOperations } from "../../server/stored-operations/load-stored-operations.ts";
import type { OperationFault } from "../../server/stored-operations/operation-fault.ts";

/**
 * Loads every operation that clients rely on, in the files that match a glob pattern, and the problems of these files.
 * Files are named relative to `root`.
 */
export async function loadOperations(root: string, pattern: string) {
  const { operations, faults } = await loadStoredOperations(root, pattern);
  return { operations, problems: faults.map(buildProblem) };
}

function buildProblem({ severity, code, message, mend, file, line, column }: OperationFault): Problem {
  return { severity, code, message, mend, places: [{ file, line, column, subgraph: null }] };
}
