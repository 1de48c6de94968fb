/** The middle one of `values`, the greater of two in the middle; NaN of none. */
export function findMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
