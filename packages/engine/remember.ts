/** The value of `key`; built and kept if there is none. */
export function remember<Key, Value>(values: Map<Key, Value>, key: Key, build: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const value = build();
  values.set(key, value);
  return value;
}
