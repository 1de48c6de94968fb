import type { BookIdPage } from "../../shared/events/book-events.ts";
import type { BookEventSource } from "./book-event-source.ts";
import type { KnownBooks } from "./known-books.ts";

/**
 * Compares the known books with those of books, page by page. Both go on changing: the events after the first page tell
 * later changes, and are followed from there. Each page yields the `position` from which events will be followed, and
 * how many known books were `gone` from books, and were forgotten.
 */
export async function* compareAllBooks(source: BookEventSource, knownBooks: KnownBooks, signal: AbortSignal) {
  // Before books is asked, so that every answer is newer than this moment.
  await knownBooks.beginComparison();
  const first = await source.readBookIds("", signal);
  let after = "";
  for (let page: BookIdPage | null = first; page !== null; page = await readNext(source, page, signal)) {
    const gone = await knownBooks.comparePage(after, page);
    yield { position: first.position, gone };
    after = page.bookIds.at(-1) ?? after;
  }
  await knownBooks.endComparison(first);
}

async function readNext(
  source: BookEventSource,
  { bookIds, hasMore }: BookIdPage,
  signal: AbortSignal,
): Promise<BookIdPage | null> {
  const last = bookIds.at(-1);
  return hasMore && last !== undefined ? source.readBookIds(last, signal) : null;
}
