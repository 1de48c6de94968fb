import { validate } from "graphql";
import type { Engine, EngineOperation } from "../../packages/engine/engine.ts";

/** An operation as a client first asked for it, with those variables alone that may decide what is executed at all. */
interface CountedOperation extends EngineOperation {
  count: number;
}

/** Room for a graph's usual operations. Invented ones come once each: they do not displace those that come most. */
const MAXIMUM_COUNTED = 1_000;

/** Counts operations, so that another supergraph can be prepared for those that come most. */
export type OperationCounts = ReturnType<typeof createOperationCounts>;

/** Starts to count. The counts of rare operations are given up when there is no more room. */
export function createOperationCounts() {
  let counts = new Map<string, CountedOperation>();

  /** The `most` that came most since they were counted first, in that order. */
  function findBusiest(most: number): CountedOperation[] {
    return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, most);
  }

  return {
    count(operation: EngineOperation): void {
      const known = counts.get(operation.cacheKey);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      if (counts.size >= MAXIMUM_COUNTED) {
        counts = new Map(findBusiest(MAXIMUM_COUNTED / 2).map((kept) => [kept.cacheKey, kept]));
      }
      const variables = pickConditions(operation.variables);
      counts.set(operation.cacheKey, { ...operation, variables, count: 1 });
    },
    findBusiest,
  };
}

/** What else clients send is theirs, and may be long. */
function pickConditions(variables: EngineOperation["variables"]): EngineOperation["variables"] {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => typeof value === "boolean"));
}

/** How many operations another supergraph is prepared for. */
const MAXIMUM_PREPARED = 100;

/** Compiles the busiest operations before the engine's graph is served, and lets requests through in between. */
export async function prepareBusiest(
  { apiSchema, prepare }: Pick<Engine<never>, "apiSchema" | "prepare">,
  counts: OperationCounts,
): Promise<void> {
  for (const operation of counts.findBusiest(MAXIMUM_PREPARED)) {
    if (validate(apiSchema, operation.document, undefined, { maxErrors: 1 }).length === 0) prepare(operation);
    await new Promise(setImmediate);
  }
}
