/** How what a subscriber heard differs from what happened. */
export interface HeardDifference {
  /** Events that happened after the first one that was heard. */
  readonly expected: number;
  readonly lost: number;
  /** Events that came more than once, or that never happened. */
  readonly tooMany: number;
  readonly isInOrder: boolean;
}

/** Compares the cursors that a subscriber heard with those of all events of its topic, oldest first. */
export function compareHeard(happened: readonly string[], heard: readonly string[]): HeardDifference {
  const places = new Map(happened.map((cursor, place) => [cursor, place]));
  const expected = happened.slice(places.get(heard[0] ?? "") ?? 0);
  const distinct = new Set(heard);
  const lost = expected.filter((cursor) => !distinct.has(cursor)).length;
  const tooMany = heard.length - (expected.length - lost);
  const order = heard.map((cursor) => places.get(cursor) ?? -1);
  const isInOrder = order.every((place, index) => index === 0 || place >= (order[index - 1] ?? 0));
  return { expected: expected.length, lost, tooMany, isInOrder };
}
