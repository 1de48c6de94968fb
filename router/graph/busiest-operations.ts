import { type DocumentNode, validate } from "graphql";
import type { Engine } from "../../packages/engine/engine.ts";

/** An operation that was executed, and how often. */
export interface CountedOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly cacheKey: string;
  /** Those of the variables that may decide what is executed at all. */
  readonly conditions: Readonly<Record<string, boolean>>;
  count: number;
}

/** An operation as a client asks for it. */
export interface RequestedOperation extends Omit<CountedOperation, "count" | "conditions"> {
  readonly variables: Readonly<Record<string, unknown>>;
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
    count({ variables, document, operationName, cacheKey }: RequestedOperation): void {
      const known = counts.get(cacheKey);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      if (counts.size >= MAXIMUM_COUNTED) {
        counts = new Map(findBusiest(MAXIMUM_COUNTED / 2).map((kept) => [kept.cacheKey, kept]));
      }
      const conditions = pickConditions(variables);
      counts.set(cacheKey, { document, operationName, cacheKey, conditions, count: 1 });
    },
    findBusiest,
  };
}

/** What else clients send is theirs, and may be long. */
function pickConditions(variables: RequestedOperation["variables"]): CountedOperation["conditions"] {
  const entries = Object.entries(variables).filter(([, value]) => typeof value === "boolean");
  return Object.fromEntries(entries) as Record<string, boolean>;
}

/** How many operations another supergraph is prepared for. */
const MAXIMUM_PREPARED = 100;

/** Compiles the busiest operations before the engine's graph is served, and lets requests through in between. */
export async function prepareBusiest(
  { apiSchema, prepare }: Pick<Engine<never>, "apiSchema" | "prepare">,
  counts: OperationCounts,
): Promise<void> {
  for (const { document, conditions, operationName, cacheKey } of counts.findBusiest(MAXIMUM_PREPARED)) {
    if (validate(apiSchema, document, undefined, { maxErrors: 1 }).length === 0) {
      prepare({ document, operationName, cacheKey, variables: conditions });
    }
    await new Promise(setImmediate);
  }
}
