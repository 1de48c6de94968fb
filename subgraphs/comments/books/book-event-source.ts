import type { BookEventAnswer, BookIdPage, BookLookup } from "../../shared/events/book-events.ts";

/**
 * Where comments learns what books there are. Whatever carries events in order, at least once, and lists all books can
 * take the place of the HTTP feed of books. What cannot be read throws; whoever reads tries again.
 */
export interface BookEventSource {
  /**
   * The events behind the cursor `after`. When there are none, and `waits`, as soon as there are any; none all the same
   * after a while, so that silence is noticed.
   */
  read(
    query: { readonly after: string; readonly waits: boolean },
    signal: AbortSignal,
  ): Promise<BookEventAnswer>;
  /** A page of the ids of all books, behind the id `after`; from the start when that is empty. */
  readBookIds(after: string, signal: AbortSignal): Promise<BookIdPage>;
  findBook(id: string, signal: AbortSignal): Promise<BookLookup>;
  close(): Promise<void>;
}
