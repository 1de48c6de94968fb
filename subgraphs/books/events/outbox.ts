import { randomBytes } from "node:crypto";
import type { BookEvent } from "../../shared/events/book-events.ts";
import type { Prisma, PrismaClient } from "../generated/prisma/client.ts";

/** An event to be written. The database gives its position. */
export type NewBookEvent = Pick<BookEvent, "type" | "bookId"> & { readonly mark: string };

/** The event for an added book: write it in the transaction that adds the book. */
export function buildAddedEvent(bookId: string): NewBookEvent {
  return { type: "BookAdded", bookId, mark: createMark() };
}

/**
 * Writes the event for a deleted book, if the book exists. Run it in the same transaction, before the statement that
 * deletes the book. @returns the number of events written
 */
export function recordDeletion(prisma: PrismaClient, bookId: string): Prisma.PrismaPromise<number> {
  return prisma.$executeRaw`
    INSERT INTO BookEvent (type, bookId, mark) SELECT 'BookDeleted', id, ${createMark()} FROM Book WHERE id = ${bookId}`;
}

/** 64 random bits: no other history has the same mark at the same position. */
function createMark(): string {
  return randomBytes(8).toString("hex");
}
