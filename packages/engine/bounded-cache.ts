/** How often a cache had a value since it was made, how often not, and how many values it holds. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly size: number;
}

/** Keeps the values that were asked for last. */
export interface BoundedCache<Value> {
  /** The value of `key`; undefined when there is none, which does not count as a miss. */
  find(key: string): Value | undefined;
  get(key: string, build: () => Value): Value;
  count(): CacheCounts;
}

/** A cache of at most `maximum` values. */
export function createBoundedCache<Value>(maximum: number): BoundedCache<Value> {
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
    find: (key) => findKept(key)?.value,
    get(key, build) {
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
