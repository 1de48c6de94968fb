import type { BookEvent } from "../../shared/events/book-events.ts";

/** A book, and the position of its event. */
export interface TellingEvent {
  readonly id: string;
  readonly position: number;
}

/** The effect of a page of events: first the deletions, then the additions. */
export interface EventEffect {
  readonly deleted: readonly TellingEvent[];
  readonly added: readonly TellingEvent[];
}

/**
 * Sums up `events`, oldest first. A book that was deleted and then added again is in both lists: its comments were
 * deleted with it. A book that was added and then deleted is deleted.
 */
export function sumUpEvents(events: readonly BookEvent[]): EventEffect {
  const deleted = new Map<string, number>();
  const added = new Map<string, number>();
  for (const { type, bookId, position } of events) {
    if (type === "BookAdded") {
      added.set(bookId, position);
    } else {
      added.delete(bookId);
      deleted.set(bookId, position);
    }
  }
  return { deleted: listEvents(deleted), added: listEvents(added) };
}

function listEvents(positions: ReadonlyMap<string, number>): TellingEvent[] {
  return [...positions].map(([id, position]) => ({ id, position }));
}
