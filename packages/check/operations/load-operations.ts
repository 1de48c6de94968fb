import type { Problem } from "../../composition/problem.ts";
import { loadStoredOperations } from "../../server/stored-operations/load-stored-operations.ts";
import type { OperationFault } from "../../server/stored-operations/operation-fault.ts";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";

/** The operations that clients rely on, and the problems of their files. */
export interface LoadedOperations {
  readonly operations: readonly StoredOperation[];
  readonly problems: readonly Problem[];
}

/** Loads every operation in the files that match a glob pattern. Files are named relative to `root`. */
export async function loadOperations(root: string, pattern: string): Promise<LoadedOperations> {
  const { operations, faults } = await loadStoredOperations(root, pattern);
  return { operations, problems: faults.map(buildProblem) };
}

function buildProblem({ severity, code, message, mend, file, line, column }: OperationFault): Problem {
  return { severity, code, message, mend, places: [{ file, line, column, subgraph: null }] };
}
