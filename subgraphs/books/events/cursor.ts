/** A moment of the feed: right behind the event at `position`, whose mark is `mark`. */
export interface Cursor {
  readonly position: number;
  readonly mark: string;
}

/** The moment as who follows the feed keeps it. */
export function buildCursor({ position, mark }: Cursor): string {
  return `${position}-${mark}`;
}

/** Reads what `buildCursor` writes; null for anything else. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(\d{1,15})-([0-9a-f]{0,16})$/.exec(text);
  if (match === null) return null;
  const [, position, mark = ""] = match;
  return { position: Number(position), mark };
}
