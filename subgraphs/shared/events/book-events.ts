import { z } from "zod";

// The contract between the feed of books and its followers.

/** The longest wait for events that a reader may ask for. */
export const MAXIMUM_WAIT_SECONDS = 25;
/** The upper limit of events, or ids, in one page. */
export const MAXIMUM_ITEMS = 1_000;

const position = z.number().int().nonnegative();
/** Where to go on reading; opaque to followers. */
const cursor = z.string().min(1).max(64);
const bookId = z.string().max(64);

const bookEvent = z.object({
  /** Grows with every event; no number is given twice. */
  position,
  type: z.enum(["BookAdded", "BookDeleted"]),
  bookId,
});

export type BookEvent = Readonly<z.output<typeof bookEvent>>;

const eventPage = z.object({
  kind: z.literal("events"),
  /** Oldest first. */
  events: z.array(bookEvent).max(MAXIMUM_ITEMS),
  /** Where the page ends. */
  position,
  cursor,
  /** The positions of the oldest event that is kept and of the newest; 0 and 0 before the first. */
  first: position,
  last: position,
});

/** The events after a cursor; empty when there are none. */
export type BookEventPage = Readonly<z.output<typeof eventPage>>;

const resync = z.object({ kind: z.literal("resync") });

/**
 * `GET /events?after=<cursor>&limit=<number>&wait=<seconds>`: a page of events. `resync` when the cursor is older than the
 * kept events, or from another history: the database of books was replaced.
 */
export const bookEventAnswer = z.discriminatedUnion("kind", [eventPage, resync]);
export type BookEventAnswer = BookEventPage | Readonly<z.output<typeof resync>>;

/** `GET /events/books?after=<id>&limit=<number>`: the ids of all books, by page, in their order. */
export const bookIdPage = z.object({
  bookIds: z.array(bookId).max(MAXIMUM_ITEMS),
  /** The newest event when the page was read. Following begins at the first page's `cursor`. */
  position,
  cursor,
  hasMore: z.boolean(),
});
export type BookIdPage = Readonly<z.output<typeof bookIdPage>>;

/** `GET /events/books/<id>`: whether there is such a book, as of the event at `position`. */
export const bookLookup = z.object({ exists: z.boolean(), position });
export type BookLookup = Readonly<z.output<typeof bookLookup>>;
