/** The values that were asked for last. */
export type BoundedCache<Value> = ReturnType<typeof createBoundedCache<Value>>;

/** How often a cache had a value since it was made, how often not, and how many values it holds. */
export type CacheCounts = ReturnType<BoundedCache<unknown>["count"]>;

/** A cache of at most `maximum` values. */
export function createBoundedCache<Value>(maximum: number) {
  const values = new Map<string, { readonly value: Value }>();
  let hits = 0;
  let misses = 0;

  function findKept(key: string): { readonly value: Value } | undefined {
    const known = values.get(key);
    if (known === undefined) return undefined;
    hits += 1;
    // A map keeps the order of insertion, so the value asked for longest ago comes first.
    values.delete(key);
    values.set(key, known);
    return known;
  }

  return {
    /** The value of `key`; undefined when there is none, which does not count as a miss. */
    find: (key: string) => findKept(key)?.value,
    get(key: string, build: () => Value): Value {
      const known = findKept(key);
      if (known !== undefined) return known.value;
      misses += 1;
      const value = build();
      values.set(key, { value });
      const [oldest] = values.size > maximum ? values.keys() : [];
      if (oldest !== undefined) values.delete(oldest);
      return value;
    },
    count: () => ({ hits, misses, size: values.size }),
  };
}
