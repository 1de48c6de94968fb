import type { BookEvent } from "../../shared/events/book-events.ts";

/** A book, and the position of the event that tells of it. */
export interface TellingEvent {
  readonly id: string;
  readonly position: number;
}

/** What a page of events comes to: first the deletions, then the additions. */
export interface EventEffect {
  readonly deleted: readonly TellingEvent[];
  readonly added: readonly TellingEvent[];
}

/**
 * Sums `events` up, oldest first. A book that was deleted and then added again is both, because its comments went with
 * it; one that was added and then deleted is deleted.
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
