/** Values by keys, as many as fit. */
export interface BoundedMemory<Value> {
  find(key: string): Value | undefined;
  /** @param owner for whom it is remembered, where owners are to have equal parts of the room */
  remember(key: string, value: Value, owner?: string): void;
  /** @returns whether it was there */
  forget(key: string): boolean;
}

/** Two for each UTF-16 unit at the most, and what an entry takes beside its texts. */
const BYTES_PER_CHARACTER = 2;
const BYTES_PER_ENTRY = 200;

/** A value that is remembered. */
interface Entry<Value> {
  readonly value: Value;
  readonly owner: string;
  readonly bytes: number;
}

/**
 * Makes a memory of `maximumBytes`. When it is full, the owner who has most of it makes room for what is new, with what
 * has not been looked for longest: one who fills it pushes out his own.
 * @param countCharacters tells how long the texts of a value are
 */
export function createBoundedMemory<Value>(
  maximumBytes: number,
  countCharacters: (value: Value) => number,
): BoundedMemory<Value> {
  // A map keeps the order of insertion: its first key is the one that has not been looked for longest.
  const entries = new Map<string, Entry<Value>>();
  const bytesByOwner = new Map<string, number>();
  let bytes = 0;

  function count(owner: string, change: number): void {
    const owned = (bytesByOwner.get(owner) ?? 0) + change;
    if (owned === 0) bytesByOwner.delete(owner);
    else bytesByOwner.set(owner, owned);
    bytes += change;
  }

  function forget(key: string): boolean {
    const entry = entries.get(key);
    if (entry !== undefined) count(entry.owner, -entry.bytes);
    return entries.delete(key);
  }

  function forgetOldest(): void {
    const largest = findLargest(bytesByOwner);
    for (const [key, { owner }] of entries) if (owner === largest) return void forget(key);
  }

  return {
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    remember(key, value, owner = "") {
      const size = (key.length + countCharacters(value)) * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
      if (size > maximumBytes) return;
      forget(key);
      entries.set(key, { value, owner, bytes: size });
      count(owner, size);
      while (bytes > maximumBytes) forgetOldest();
    },
    forget,
  };
}

function findLargest(bytesByOwner: ReadonlyMap<string, number>): string | undefined {
  let largest: string | undefined;
  let most = 0;
  for (const [owner, owned] of bytesByOwner) {
    if (owned <= most) continue;
    largest = owner;
    most = owned;
  }
  return largest;
}
