/** The value of `key`; built and kept if there is none. */
export function remember<Key, Value>(
  values: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  build: () => Value,
): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const value = build();
  values.set(key, value);
  return value;
}
