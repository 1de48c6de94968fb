import { bulkhead } from "cockatiel";
import { notFound, subgraphUnavailable } from "../../../packages/server/errors/error-codes.ts";
import type { BookLookup } from "../../shared/events/book-events.ts";
import { finishAnyway } from "../../shared/request-deadline.ts";
import type { BookEventSource } from "./book-event-source.ts";
import type { KnownBooks } from "./known-books.ts";

/** Makes an existing book known. @throws NOT_FOUND, or SUBGRAPH_UNAVAILABLE when books does not answer in time */
export type LookUpBook = (id: string) => Promise<void>;

const TIMEOUT_MS = 1_000;
const MAXIMUM_AT_ONCE = 8;
const MAXIMUM_WAITING = 64;

/**
 * Asks `source` for books without an event yet: those just added, and those that never existed. Simultaneous look-ups of
 * one book share an answer. The number of look-ups at once is bounded.
 */
export function createBookLookup(
  source: Pick<BookEventSource, "findBook">,
  knownBooks: Pick<KnownBooks, "add">,
  reportFailure: (error: unknown) => void,
): LookUpBook {
  const places = bulkhead(MAXIMUM_AT_ONCE, MAXIMUM_WAITING);
  const underWay = new Map<string, Promise<void>>();

  async function find(id: string): Promise<BookLookup> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      return await places.execute(() => {
        // With the signal, cockatiel would refuse a late look-up without starting the next.
        signal.throwIfAborted();
        return source.findBook(id, signal);
      });
    } catch (error) {
      reportFailure(error);
      throw subgraphUnavailable("books");
    }
  }

  async function lookUp(id: string): Promise<void> {
    const { exists, position } = await find(id);
    if (!exists) throw notFound("book", id);
    await knownBooks.add(id, position);
  }

  return (id) => {
    const shared = underWay.get(id);
    if (shared !== undefined) return shared;
    const own = finishAnyway(() => lookUp(id)).finally(() => underWay.delete(id));
    underWay.set(id, own);
    return own;
  };
}
