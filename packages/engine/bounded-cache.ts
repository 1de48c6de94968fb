/** The values that were asked for last. */
export type BoundedCache<Value> = ReturnType<typeof createBoundedCache<Value>>;

/** How often a cache had a value since it was made, how often not, and how many values it holds. */
export type CacheCounts = ReturnType<BoundedCache<unknown>["count"]>;

interface Entry<Value> {
  readonly value: Value;
  /** Whether it was asked for since it was last passed over. */
  isUsed: boolean;
}

/**
 * A cache of at most `maximum` values. When it is full, a value that was asked for is passed over once: to put each used
 * value last, as an exact order would need, costs more than the rest of a hit.
 */
export function createBoundedCache<Value>(maximum: number) {
  const values = new Map<string, Entry<Value>>();
  let hits = 0;
  let misses = 0;

  function findKept(key: string): Entry<Value> | undefined {
    const known = values.get(key);
    if (known === undefined) return undefined;
    hits += 1;
    known.isUsed = true;
    return known;
  }

  /** A map keeps the order of insertion, and visits what is put in again. */
  function makeRoom(): void {
    for (const [key, entry] of values) {
      if (values.size < maximum) return;
      values.delete(key);
      if (!entry.isUsed) continue;
      entry.isUsed = false;
      values.set(key, entry);
    }
  }

  return {
    /** The value of `key`; undefined when there is none, which does not count as a miss. */
    find: (key: string) => findKept(key)?.value,
    get(key: string, build: () => Value): Value {
      const known = findKept(key);
      if (known !== undefined) return known.value;
      misses += 1;
      const value = build();
      makeRoom();
      values.set(key, { value, isUsed: false });
      return value;
    },
    count: () => ({ hits, misses, size: values.size }),
  };
}
