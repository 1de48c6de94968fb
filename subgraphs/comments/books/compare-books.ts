import type { BookIdPage } from "../../shared/events/book-events.ts";
import type { BookEventSource } from "./book-event-source.ts";
import type { KnownBooks } from "./known-books.ts";

/** A page of the comparison is done. */
export interface ComparedPage {
  /** Where the events will be followed from. */
  readonly position: number;
  /** How many known books were not among those of books, and have been forgotten. */
  readonly gone: number;
}

/**
 * Compares the known books with those of books, page by page. Both go on changing: what has changed behind the first
 * page's moment is told by the events, which are followed from there.
 */
export async function* compareAllBooks(
  source: BookEventSource,
  knownBooks: KnownBooks,
  signal: AbortSignal,
): AsyncGenerator<ComparedPage> {
  // Before books is asked: what is in doubt from here on is younger than every answer.
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
