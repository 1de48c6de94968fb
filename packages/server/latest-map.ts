/** The entries that were used last. */
export type LatestMap<Value> = ReturnType<typeof createLatestMap<Value>>;

/**
 * Makes a map of at most `maximumEntries`. When it is full, the entry that was not used for longest makes room. Where one
 * caller must not push out the entries of others, use `createBoundedMemory`: it knows owners.
 */
export function createLatestMap<Value>(maximumEntries: number) {
  // A map keeps the order of insertion: its first key is the one that was not used for longest.
  const entries = new Map<string, Value>();

  function set(key: string, value: Value): void {
    entries.delete(key);
    entries.set(key, value);
    if (entries.size <= maximumEntries) return;
    const [oldest = key] = entries.keys();
    entries.delete(oldest);
  }

  return {
    /** Counts as a use of `key`. */
    get(key: string): Value | undefined {
      const value = entries.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    /** Counts as a use of `key`. */
    set,
  };
}
