import { z } from "zod";

// What books tells of its books, and in what form: the contract between the feed that it serves and who follows it.

/** The longest that a reader of the feed may ask to be kept waiting for news. */
export const MAXIMUM_WAIT_SECONDS = 25;
/** The most events, or ids, of one page. */
export const MAXIMUM_ITEMS = 1_000;

const position = z.number().int().nonnegative();
/** From where to go on reading; opaque to whoever follows. */
const cursor = z.string().min(1).max(64);
const bookId = z.string().max(64);

const bookEvent = z.object({
  /** Grows with every event; each number is one event, and none is given twice. */
  position,
  type: z.enum(["BookAdded", "BookDeleted"]),
  bookId,
});

/** What has happened to a book. */
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

/** The events behind a cursor; empty when there is no news. */
export type BookEventPage = Readonly<z.output<typeof eventPage>>;

const resync = z.object({ kind: z.literal("resync") });

/**
 * `GET /events?after=<cursor>&limit=<number>&wait=<seconds>`: a page of events, or `resync` when they cannot be told,
 * because the cursor is older than what is kept, or from another history: books' database has been replaced since.
 */
export const bookEventAnswer = z.discriminatedUnion("kind", [eventPage, resync]);
export type BookEventAnswer = BookEventPage | Readonly<z.output<typeof resync>>;

/** `GET /events/books?after=<id>&limit=<number>`: the ids of all books, by page, in their order. */
export const bookIdPage = z.object({
  bookIds: z.array(bookId).max(MAXIMUM_ITEMS),
  /** The newest event when the page was read; of the first page, `cursor` is where to begin to follow. */
  position,
  cursor,
  hasMore: z.boolean(),
});
export type BookIdPage = Readonly<z.output<typeof bookIdPage>>;

/** `GET /events/books/<id>`: whether there is such a book, as of the event at `position`. */
export const bookLookup = z.object({ exists: z.boolean(), position });
export type BookLookup = Readonly<z.output<typeof bookLookup>>;
