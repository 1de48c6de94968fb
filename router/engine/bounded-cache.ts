/** Keeps what was asked for last. */
export interface BoundedCache<Value> {
  /** The value of `key`, built if it is not there. */
  get(key: string, build: () => Value): Value;
}

/** A cache of at most `maximum` values. */
export function createBoundedCache<Value>(maximum: number): BoundedCache<Value> {
  const values = new Map<string, { readonly value: Value }>();
  return {
    get(key, build) {
      const known = values.get(key);
      const kept = known ?? { value: build() };
      // A map remembers the order of insertion: the one asked for longest ago comes first.
      if (known !== undefined) values.delete(key);
      values.set(key, kept);
      const [oldest] = values.size > maximum ? values.keys() : [];
      if (oldest !== undefined) values.delete(oldest);
      return kept.value;
    },
  };
}
