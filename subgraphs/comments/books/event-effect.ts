import type { BookEvent } from "../../shared/events/book-events.ts";

/**
 * Sums up the effect of `events`, oldest first, as deletions and then additions. A book that was deleted and then added
 * is in both lists: its comments were deleted with it.
 */
export function sumUpEvents(events: readonly BookEvent[]) {
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

/** The books, each with the position of its event. */
function listEvents(positions: ReadonlyMap<string, number>) {
  return [...positions].map(([id, position]) => ({ id, position }));
}
