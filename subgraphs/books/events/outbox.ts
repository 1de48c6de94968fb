import { randomBytes } from "node:crypto";
import type { BookEvent } from "../../shared/events/book-events.ts";

/** An event to be written. The database gives its position. */
export type NewBookEvent = Pick<BookEvent, "type" | "bookId"> & { readonly mark: string };

/** The event for an added book: write it in the transaction that adds the book. */
export function buildAddedEvent(bookId: string, mark = createMark()): NewBookEvent {
  return { type: "BookAdded", bookId, mark };
}

/** 64 random bits: no other history has the same mark at the same position. */
export function createMark(): string {
  return randomBytes(8).toString("hex");
}
