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
  readonly owner: Owner;
  readonly bytes: number;
}

/** One for whom something is remembered. */
interface Owner {
  readonly name: string;
  /** A set keeps the order of insertion: its first key is the one that has not been looked for longest. */
  readonly keys: Set<string>;
  bytes: number;
}

/** Class n is of those who have 2^n bytes or more, but less than twice as many: up to any number that JavaScript counts. */
const SIZE_CLASSES = 54;

/**
 * Makes a memory of `maximumBytes`. When it is full, an owner who has most of it, to a factor of two, makes room for what
 * is new, with what has not been looked for longest: one who fills it pushes out his own. Of several such owners it is
 * the one whose values have not been looked for longest. All this takes the same time however much is remembered.
 * @param countCharacters tells how long the texts of a value are
 */
export function createBoundedMemory<Value>(
  maximumBytes: number,
  countCharacters: (value: Value) => number,
): BoundedMemory<Value> {
  const entries = new Map<string, Entry<Value>>();
  const owners = new Map<string, Owner>();
  const classes = Array.from({ length: SIZE_CLASSES }, () => new Set<Owner>());
  let bytes = 0;

  /** Puts an owner last in the class that the change leaves him in. */
  function count(owner: Owner, change: number): void {
    classes[findClass(owner)]?.delete(owner);
    owner.bytes += change;
    bytes += change;
    if (owner.bytes === 0) owners.delete(owner.name);
    else classes[findClass(owner)]?.add(owner);
  }

  function forget(key: string): boolean {
    const entry = entries.get(key);
    if (entry === undefined) return false;
    entry.owner.keys.delete(key);
    count(entry.owner, -entry.bytes);
    return entries.delete(key);
  }

  function forgetOldest(): void {
    const [owner] = classes.findLast(({ size }) => size > 0) ?? [];
    const [key] = owner?.keys ?? [];
    if (key !== undefined) forget(key);
  }

  return {
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const { value, owner } = entry;
      owner.keys.delete(key);
      owner.keys.add(key);
      count(owner, 0);
      return value;
    },
    remember(key, value, ownerName = "") {
      const size = (key.length + countCharacters(value)) * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
      if (size > maximumBytes) return;
      forget(key);
      const owner = owners.get(ownerName) ?? { name: ownerName, keys: new Set<string>(), bytes: 0 };
      owners.set(ownerName, owner);
      owner.keys.add(key);
      entries.set(key, { value, owner, bytes: size });
      count(owner, size);
      while (bytes > maximumBytes) forgetOldest();
    },
    forget,
  };
}

function findClass({ bytes }: Owner): number {
  return Math.floor(Math.log2(Math.max(bytes, 1)));
}
