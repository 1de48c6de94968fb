import { type GraphQLSchema, validate } from "graphql";
import type { ClientOperation } from "../executors/executor.ts";
import { listEdits } from "./edits.ts";
import { tidy } from "./tidy.ts";

/** What a run consists of. */
export interface Case {
  readonly operation: ClientOperation;
  /** The faults that strike, by name; null for those that the seed chooses. */
  readonly faults: readonly string[] | null;
}

/** How often a case is tried before the smallest one so far has to do. */
const MAXIMUM_TRIALS = 1500;

/** Makes a case smaller while `fails` still says so; it never gets larger. */
export async function shrink(
  schema: GraphQLSchema,
  start: Case,
  fails: (smaller: Case) => Promise<boolean>,
): Promise<Case> {
  let smallest = start;
  let trials = 0;
  let progress = true;
  while (progress && trials < MAXIMUM_TRIALS) {
    progress = false;
    for (const smaller of listSmaller(schema, smallest)) {
      trials += 1;
      if (trials >= MAXIMUM_TRIALS) break;
      if (!(await fails(smaller))) continue;
      smallest = smaller;
      progress = true;
      break;
    }
  }
  return smallest;
}

function* listSmaller(schema: GraphQLSchema, { operation, faults }: Case): Generator<Case> {
  for (const edit of listEdits(operation.document)) {
    const smaller = tidy({ ...operation, document: edit() });
    if (validate(schema, smaller.document).length === 0) yield { operation: smaller, faults };
  }
  for (const name of Object.keys(operation.variables)) {
    const { [name]: _dropped, ...variables } = operation.variables;
    yield { operation: { ...operation, variables }, faults };
  }
  for (const fault of faults ?? []) yield { operation, faults: (faults ?? []).filter((other) => other !== fault) };
}
