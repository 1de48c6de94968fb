/** What a cache has been asked since it was made, and how much it holds. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly size: number;
}

/** Keeps what was asked for last. */
export interface BoundedCache<Value> {
  /** The value of `key`, built if it is not there. */
  get(key: string, build: () => Value): Value;
  count(): CacheCounts;
}

/** A cache of at most `maximum` values. */
export function createBoundedCache<Value>(maximum: number): BoundedCache<Value> {
  const values = new Map<string, { readonly value: Value }>();
  let hits = 0;
  let misses = 0;
  return {
    get(key, build) {
      const known = values.get(key);
      if (known === undefined) misses += 1;
      else hits += 1;
      const kept = known ?? { value: build() };
      // A map remembers the order of insertion: the one asked for longest ago comes first.
      if (known !== undefined) values.delete(key);
      values.set(key, kept);
      const [oldest] = values.size > maximum ? values.keys() : [];
      if (oldest !== undefined) values.delete(oldest);
      return kept.value;
    },
    count: () => ({ hits, misses, size: values.size }),
  };
}
