import type { Command, RedisConnection } from "./redis-connection.ts";
import type { Seal } from "./seal.ts";

/** Longer values are not shared. Of one that another has put there, no more is read. */
const MAXIMUM_VALUE_BYTES = 500_000;

/** What values are of. */
export type SharedKind = "document" | "answer";

/** How a look for a value ended; `unusable`: there is one that no router with this secret has kept there. */
export type LookupResult = "hit" | "miss" | "unusable" | "away";

/** Names a value within a supergraph, whose hash is in its key. */
export interface ValueName {
  readonly kind: SharedKind;
  readonly supergraph: string;
  readonly id: string;
}

/** A value that a router with the same secret has kept, and for how long it may still be kept. */
export interface SharedValue {
  readonly name: ValueName;
  readonly value: unknown;
  readonly remainingMs: number;
}

/** Values that routers share. */
export type SharedValues = ReturnType<typeof createSharedValues>;

/** Makes the values that are shared over `connection`. */
export function createSharedValues(connection: RedisConnection, { seal, open }: Seal) {
  const counts = new Map<string, { readonly kind: SharedKind; readonly result: LookupResult; count: number }>();

  function note(kind: SharedKind, result: LookupResult): void {
    const key = `${kind} ${result}`;
    const counted = counts.get(key) ?? { kind, result, count: 0 };
    counted.count += 1;
    counts.set(key, counted);
  }

  function read(name: ValueName, [sealed, remainingMs]: readonly unknown[]): SharedValue | LookupResult {
    // Redis reads an absent value as an empty one.
    if (sealed instanceof Buffer && sealed.length === 0) return "miss";
    const value = sealed instanceof Buffer ? open(nameKey(name), sealed) : null;
    // Negative: it has no end. Routers keep no such value, as it would stay for ever.
    const isGood = typeof remainingMs === "number" && remainingMs > 0 && value !== null;
    return isGood ? { name, value, remainingMs } : "unusable";
  }

  return {
    /** Looks for the first of `names` that there is. Null: there is none, or Redis is away. Never throws. */
    async find(names: readonly ValueName[]): Promise<SharedValue | null> {
      const results = await connection.run(names.flatMap(buildReads));
      for (const [index, name] of names.entries()) {
        const found = results === null ? "away" : read(name, results.slice(2 * index));
        note(name.kind, typeof found === "string" ? found : "hit");
        if (typeof found !== "string") return found;
      }
      return null;
    },
    /** Keeps a value for `milliseconds`. Nothing waits for it, and it is not kept while Redis is away. */
    keep(name: ValueName, value: unknown, milliseconds: number): void {
      if (!connection.isThere()) return;
      const key = nameKey(name);
      const sealed = seal(key, value);
      if (sealed.length <= MAXIMUM_VALUE_BYTES) void connection.run([["set", key, sealed, "PX", milliseconds]]);
    },
    listCounts: () => [...counts.values()],
  };
}

/** Redis's own clock says how long a value is good: those of two routers may differ. */
function buildReads(name: ValueName): Command[] {
  const key = nameKey(name);
  return [
    ["getrangeBuffer", key, 0, MAXIMUM_VALUE_BYTES],
    ["pttl", key],
  ];
}

function nameKey({ supergraph, kind, id }: ValueName): string {
  return `supergraph:${supergraph}:${kind}:${id}`;
}
