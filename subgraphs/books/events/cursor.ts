/** A moment of the feed: after the event at `position` with this `mark`. */
export interface Cursor {
  readonly position: number;
  readonly mark: string;
}

/** The moment as followers keep it. */
export function buildCursor({ position, mark }: Cursor): string {
  return `${position}-${mark}`;
}

/** Reads a cursor of `buildCursor`; null: not one. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(\d{1,15})-([0-9a-f]{0,16})$/.exec(text);
  if (match === null) return null;
  const [, position, mark = ""] = match;
  return { position: Number(position), mark };
}
