/** Compares by code unit, not by locale, so that an order is the same on every machine. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
