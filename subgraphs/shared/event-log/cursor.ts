import { isRecord } from "../../../packages/server/is-record.ts";

/** A moment of an event log: after the event at `position` with this `mark`. */
export interface Cursor {
  readonly position: number;
  /** Random: no other history has the same mark at the same position. */
  readonly mark: string;
}

/** The beginning of every history. */
export const BEGINNING: Cursor = { position: 0, mark: "" };

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

/** The moment after an event of a log; null for any other value. */
export function findCursor(event: unknown): string | null {
  if (!isRecord(event)) return null;
  const { position, mark } = event;
  return typeof position === "number" && typeof mark === "string" ? buildCursor({ position, mark }) : null;
}
