/** Values by keys, as many as fit. */
export interface BoundedMemory<Value> {
  find(key: string): Value | undefined;
  remember(key: string, value: Value): void;
  /** @returns whether it was there */
  forget(key: string): boolean;
}

/** Two for each UTF-16 unit at the most, and what an entry takes beside its texts. */
const BYTES_PER_CHARACTER = 2;
const BYTES_PER_ENTRY = 200;

/**
 * Makes a memory of `maximumBytes`. What has not been looked for longest makes room for what is new.
 * @param countCharacters tells how long the texts of a value are, which do not change
 */
export function createBoundedMemory<Value>(
  maximumBytes: number,
  countCharacters: (value: Value) => number,
): BoundedMemory<Value> {
  // A map keeps the order of insertion: its first key is the one that has not been looked for longest.
  const values = new Map<string, Value>();
  let bytes = 0;

  function measure(key: string, value: Value): number {
    return (key.length + countCharacters(value)) * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
  }

  function forget(key: string): boolean {
    const value = values.get(key);
    if (value !== undefined) bytes -= measure(key, value);
    return values.delete(key);
  }

  function insert(key: string, value: Value): void {
    forget(key);
    values.set(key, value);
    bytes += measure(key, value);
  }

  return {
    find(key) {
      const value = values.get(key);
      if (value !== undefined) insert(key, value);
      return value;
    },
    remember(key, value) {
      if (measure(key, value) > maximumBytes) return;
      insert(key, value);
      for (const oldest of values.keys()) {
        if (bytes <= maximumBytes) return;
        forget(oldest);
      }
    },
    forget,
  };
}
