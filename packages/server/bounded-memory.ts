/** Values by key, up to a number of bytes. */
export type BoundedMemory<Value> = ReturnType<typeof createBoundedMemory<Value>>;

/** At most two for each UTF-16 unit, and the rest of an entry. */
const BYTES_PER_CHARACTER = 2;
const BYTES_PER_ENTRY = 200;

interface Entry<Value> {
  readonly value: Value;
  readonly owner: Owner;
  readonly bytes: number;
}

interface Owner {
  readonly name: string;
  /** In order of use: the first key was not used for longest. */
  readonly keys: Set<string>;
  bytes: number;
}

/** Class n holds owners with at least 2^n bytes and less than twice as many, up to JavaScript's largest integer. */
const SIZE_CLASSES = 54;

/**
 * Makes a memory of `maximumBytes`. When it is full, the owner with the most bytes, to a factor of two, loses the value
 * that was not used for longest: an owner who fills the memory pushes out its own values. Of several such owners, the one
 * that was not active for longest loses. The time for each call is constant.
 * @param countCharacters the length of a value's texts
 */
export function createBoundedMemory<Value>(maximumBytes: number, countCharacters: (value: Value) => number) {
  const entries = new Map<string, Entry<Value>>();
  const owners = new Map<string, Owner>();
  const classes = Array.from({ length: SIZE_CLASSES }, () => new Set<Owner>());
  let bytes = 0;
  /** The owner that was put in a class last: nothing is behind it there. */
  let latest: Owner | null = null;

  function count(owner: Owner, change: number): void {
    classes[findClass(owner)]?.delete(owner);
    owner.bytes += change;
    bytes += change;
    if (owner.bytes === 0) owners.delete(owner.name);
    else classes[findClass(owner)]?.add(owner);
    latest = owner;
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
    find(key: string): Value | undefined {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const { value, owner } = entry;
      owner.keys.delete(key);
      owner.keys.add(key);
      if (owner !== latest) count(owner, 0);
      return value;
    },
    /** @param owner for whom it is remembered: owners have equal parts of the room */
    remember(key: string, value: Value, ownerName = ""): void {
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
    /** @returns whether it was there */
    forget,
  };
}

function findClass({ bytes }: Owner): number {
  return Math.floor(Math.log2(Math.max(bytes, 1)));
}
