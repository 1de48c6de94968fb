import type { BookEventAnswer, BookIdPage, BookLookup } from "../../shared/events/book-events.ts";

/**
 * Where comments learns which books exist. Any source that lists all books, and delivers events in order and at least
 * once, can replace the HTTP feed of books. Its methods throw when they cannot read; the caller tries again.
 */
export interface BookEventSource {
  /**
   * The events after the cursor `after`. When there are none and `waits` is set: as soon as there are any, or none after
   * a while, so that silence is noticed.
   */
  read(query: { readonly after: string; readonly waits: boolean }, signal: AbortSignal): Promise<BookEventAnswer>;
  /** A page of all books' ids, after the id `after`; from the start when that is empty. */
  readBookIds(after: string, signal: AbortSignal): Promise<BookIdPage>;
  findBook(id: string, signal: AbortSignal): Promise<BookLookup>;
  close(): Promise<void>;
}
