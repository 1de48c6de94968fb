/** The middle of `values`, or the mean of the two middle ones; NaN of none. */
export function findMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** How far the values lie apart, as a share of their median. */
export function findSpread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / findMedian(values);
}
